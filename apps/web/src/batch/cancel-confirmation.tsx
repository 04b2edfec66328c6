import { Button } from "@mantine/core";

interface Props {
  loading: boolean;
  onConfirm(): void;
  onDismiss(): void;
}

/** Asks before the batch is cancelled. */
export function CancelConfirmation({ loading, onConfirm, onDismiss }: Props) {
  return (
    <>
      <span style={{ fontSize: 14 }}>The rest will not be checked.</span>
      <Button color="red.9" autoFocus loading={loading} onClick={onConfirm}>
        Cancel the batch
      </Button>
      <Button variant="default" onClick={onDismiss}>
        Keep going
      </Button>
    </>
  );
}
