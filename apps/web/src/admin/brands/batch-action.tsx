import { Button, Group } from "@mantine/core";
import type { BatchId } from "@symphony/contract";
import { useState } from "react";
import { t } from "../../browser/language/text.ts";
import { BatchPicker } from "../../shared-ui/batch-picker.tsx";

interface Props {
  label: string;
  /** Whether it can be done yet. */
  isReady?: boolean;
  isPending: boolean;
  onAct(batch: BatchId): void;
}

/** Chooses an earlier batch, and does something with it. */
export function BatchAction({ label, isReady = true, isPending, onAct }: Props) {
  const [batch, setBatch] = useState<BatchId>();
  return (
    <Group gap="xs" align="end">
      <BatchPicker label={t("candidate.batch")} onChange={setBatch} />
      <Button
        size="xs"
        variant="default"
        disabled={batch === undefined || !isReady}
        loading={isPending}
        onClick={() => batch !== undefined && onAct(batch)}
      >
        {label}
      </Button>
    </Group>
  );
}
