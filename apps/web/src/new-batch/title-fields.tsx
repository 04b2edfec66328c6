import { TextInput } from "@mantine/core";
import { TITLE_MAX_LENGTH } from "@symphony/contract";
import { t } from "../browser/language/text.ts";
import { useSignal } from "../browser/use-signal.ts";
import { useSession } from "../state/use-session.ts";
import classes from "./new-batch.module.css";

/** By these a batch is found again. */
export function TitleFields() {
  const { draft } = useSession();
  return (
    <div className={classes["titles"]}>
      <TextInput
        label={t("record.title")}
        placeholder={t("record.optional")}
        maxLength={TITLE_MAX_LENGTH}
        value={useSignal(draft.title)}
        onChange={(event) => draft.title.set(event.currentTarget.value)}
      />
      <TextInput
        label={t("record.supplier")}
        placeholder={t("record.optional")}
        maxLength={TITLE_MAX_LENGTH}
        value={useSignal(draft.supplier)}
        onChange={(event) => draft.supplier.set(event.currentTarget.value)}
      />
    </div>
  );
}
