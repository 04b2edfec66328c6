import { ActionIcon, Group } from "@mantine/core";
import { IconPin, IconPinnedOff, IconTrash, IconX } from "@tabler/icons-react";
import type { AdminBatch } from "@symphony/contract";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { controlBatch } from "../api/calls.ts";
import { deleteBatch, editRecord } from "../api/record-calls.ts";
import { t } from "../browser/language/text.ts";
import { Confirmation } from "../shared-ui/confirm/confirmation.tsx";
import { useKeptFocus } from "../shared-ui/confirm/use-kept-focus.ts";

type Action = "cancel" | "pin" | "delete";

/** Cancels, pins or deletes a batch; what cannot be taken back is asked twice. */
export function BatchActions({ batch, onChange }: { batch: AdminBatch; onChange(): void }) {
  const { batch_id: id, pinned, status, title } = batch;
  const [asking, setAsking] = useState<"cancel" | "delete">();
  const { mutate, isPending, error } = useMutation({
    mutationFn: async (action: Action): Promise<void> => {
      if (action === "cancel") await controlBatch(id, "cancel");
      else if (action === "delete") await deleteBatch(id);
      else await editRecord(id, { pinned: !pinned });
    },
    onSettled() {
      setAsking(undefined);
      onChange();
    },
  });
  const kept = useKeptFocus<HTMLDivElement>();
  const name = title ?? id.slice(0, 8);
  const button = (label: string, Icon: typeof IconX, onClick: () => void) => (
    <ActionIcon variant="default" size={32} aria-label={`${label}: ${name}`} title={label} onClick={onClick}>
      <Icon size={16} aria-hidden />
    </ActionIcon>
  );
  const running = status === "processing" || status === "paused";
  return (
    <div {...kept}>
      {asking !== undefined && (
        <Confirmation
          confirm={t(asking === "cancel" ? "cancel.confirm" : "record.deleteConfirm")}
          keep={t("record.keep")}
          loading={isPending}
          onConfirm={() => mutate(asking)}
          onDismiss={() => setAsking(undefined)}
        />
      )}
      {asking === undefined && (
        <Group gap={6} wrap="nowrap">
          {running && button(t("control.cancel"), IconX, () => setAsking("cancel"))}
          {status !== "initialized" &&
            button(t(pinned ? "record.unpin" : "record.pin"), pinned ? IconPinnedOff : IconPin, () => mutate("pin"))}
          {button(t("record.delete"), IconTrash, () => setAsking("delete"))}
          {error !== null && (
            <span role="alert" style={{ color: "var(--error)" }}>
              {error.message}
            </span>
          )}
        </Group>
      )}
    </div>
  );
}
