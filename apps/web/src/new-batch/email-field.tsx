import { TextInput } from "@mantine/core";
import { useSignal } from "../browser/use-signal.ts";
import { useSession } from "../state/use-session.ts";

export function EmailField({ error, onType }: { error: string | undefined; onType(): void }) {
  const { draft } = useSession();
  return (
    <TextInput
      type="email"
      name="email"
      autoComplete="email"
      label="E-mail for the summary"
      description="Optional. Sent once, when the batch is finished."
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
