import { Button } from "@mantine/core";
import { t } from "../browser/language/text.ts";

interface Props {
  loading: boolean;
  onConfirm(): void;
  onDismiss(): void;
}

/** Asks before the batch is cancelled. */
export function CancelConfirmation({ loading, onConfirm, onDismiss }: Props) {
  return (
    <>
      <span style={{ fontSize: 14 }}>{t("cancel.text")}</span>
      <Button color="red.9" autoFocus loading={loading} onClick={onConfirm}>
        {t("cancel.confirm")}
      </Button>
      <Button variant="default" onClick={onDismiss}>
        {t("cancel.dismiss")}
      </Button>
    </>
  );
}
