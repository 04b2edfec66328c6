import { Button, Group } from "@mantine/core";

interface Props {
  loading: boolean;
  onConfirm(): void;
  onDismiss(): void;
}

/** Asks before a batch is deleted. */
export function DeleteConfirmation({ loading, onConfirm, onDismiss }: Props) {
  return (
    <Group gap="xs">
      <span style={{ fontSize: 14 }}>Images, results and decisions are deleted for everybody.</span>
      <Button size="xs" color="red.9" autoFocus loading={loading} onClick={onConfirm}>
        Delete the batch
      </Button>
      <Button size="xs" variant="default" onClick={onDismiss}>
        Keep it
      </Button>
    </Group>
  );
}
