import { TextInput } from "@mantine/core";
import { t } from "../browser/language/text.ts";
import { useSignal } from "../browser/use-signal.ts";
import { useSession } from "../state/use-session.ts";
import classes from "./new-batch.module.css";

const MAX_LENGTH = 200;

/** By these a batch is found again. */
export function TitleFields() {
  const { draft } = useSession();
  return (
    <div className={classes["titles"]}>
      <TextInput
        label={t("record.title")}
        placeholder={t("form.optional")}
        maxLength={MAX_LENGTH}
        value={useSignal(draft.title)}
        onChange={(event) => draft.title.set(event.currentTarget.value)}
      />
      <TextInput
        label={t("record.supplier")}
        placeholder={t("form.optional")}
        maxLength={MAX_LENGTH}
        value={useSignal(draft.supplier)}
        onChange={(event) => draft.supplier.set(event.currentTarget.value)}
      />
    </div>
  );
}
