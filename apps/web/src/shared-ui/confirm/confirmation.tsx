import { Button, Group } from "@mantine/core";
import { useEffect, useState } from "react";

/** The second click of a double click comes within this time, and where the first one was. */
const DOUBLE_CLICK_MS = 500;
/** Escape closes the question, and not the dialog around it, which listens before the question does. */
const KEEP_DIALOG = { "data-mantine-stop-propagation": true };

interface Props {
  question?: string;
  /** What the two buttons say. */
  confirm: string;
  keep: string;
  size?: "xs" | "sm";
  loading: boolean;
  onConfirm(): void;
  onDismiss(): void;
}

/**
 * Asks before something that cannot be taken back. The focus is on keeping it: a key that is pressed twice does no harm,
 * nor does a double click.
 */
export function Confirmation({ question, confirm, keep, size = "xs", loading, onConfirm, onDismiss }: Props) {
  const [isReady, setReady] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setReady(true), DOUBLE_CLICK_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <Group
      gap="xs"
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onDismiss();
      }}
    >
      {question !== undefined && <span style={{ fontSize: 14 }}>{question}</span>}
      <Button {...KEEP_DIALOG} size={size} color="red.9" disabled={!isReady} loading={loading} onClick={onConfirm}>
        {confirm}
      </Button>
      <Button {...KEEP_DIALOG} size={size} variant="default" autoFocus onClick={onDismiss}>
        {keep}
      </Button>
    </Group>
  );
}
