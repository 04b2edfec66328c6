import { TextInput } from "@mantine/core";
import { t } from "../browser/language/text.ts";
import { useSignal } from "../browser/use-signal.ts";
import { useSession } from "../state/use-session.ts";

export function EmailField({ error, onType }: { error: string | undefined; onType(): void }) {
  const { draft } = useSession();
  return (
    <TextInput
      type="email"
      name="email"
      autoComplete="email"
      label={t("email.label")}
      description={t("email.text")}
      placeholder="name@example.com"
      value={useSignal(draft.email)}
      error={error}
      onChange={(event) => {
        draft.email.set(event.currentTarget.value);
        onType();
      }}
    />
  );
}
