import { Button, Group } from "@mantine/core";
import { t } from "../browser/language/text.ts";

interface Props {
  loading: boolean;
  onConfirm(): void;
  onDismiss(): void;
}

/** Asks before a batch is deleted. */
export function DeleteConfirmation({ loading, onConfirm, onDismiss }: Props) {
  return (
    <Group gap="xs">
      <span style={{ fontSize: 14 }}>{t("record.deleteText")}</span>
      <Button size="xs" color="red.9" autoFocus loading={loading} onClick={onConfirm}>
        {t("record.deleteConfirm")}
      </Button>
      <Button size="xs" variant="default" onClick={onDismiss}>
        {t("record.keep")}
      </Button>
    </Group>
  );
}
