import { Button, Group } from "@mantine/core";
import { IconPencil, IconPin, IconPinnedOff, IconTrash } from "@tabler/icons-react";
import type { BatchId, BatchRecord, EditBatchRequest, Status } from "@symphony/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { deleteBatch, editRecord } from "../api/record-calls.ts";
import { batchAddress, showBatch } from "../browser/address.ts";
import { formatWhen } from "../browser/format.ts";
import { t } from "../browser/language/text.ts";
import { Confirmation } from "../shared-ui/confirm/confirmation.tsx";
import { useKeptFocus } from "../shared-ui/confirm/use-kept-focus.ts";
import { announceToScreenReader } from "../browser/live-region.ts";
import { forgetBatch } from "../browser/recent-batches.ts";
import { compareAddress } from "../browser/compare-address.ts";
import { recordKey } from "../api/record-key.ts";
import { NotificationList } from "./notifications.tsx";
import { RecordForm } from "./record-form.tsx";
import classes from "./record.module.css";
import { RunList } from "./run-list.tsx";
import { useRecord } from "./use-record.ts";

type Asking = "nothing" | "edit" | "delete";

/** What people say of a batch, how long it is kept, and its runs. */
export function RecordCard({ id, status }: { id: BatchId; status: Status | undefined }) {
  const record = useRecord(id, status);
  const queries = useQueryClient();
  const [asking, setAsking] = useState<Asking>("nothing");
  const edit = useMutation({
    mutationFn: (change: EditBatchRequest) => editRecord(id, change, record?.version),
    onSuccess: () => setAsking("nothing"),
    // Also after a conflict: somebody else's words are shown.
    onSettled: () => queries.invalidateQueries({ queryKey: recordKey(id) }),
  });
  const remove = useMutation({
    mutationFn: () => deleteBatch(id),
    onSuccess() {
      forgetBatch(id);
      showBatch(undefined, "replace");
      announceToScreenReader(t("record.deleted"));
    },
  });
  const kept = useKeptFocus<HTMLElement>();
  if (record === undefined || record.status === "initialized") return null;
  const error = edit.error ?? remove.error;
  return (
    <section className={`card ${classes["card"]}`} aria-label={t("record.label")} {...kept}>
      <div className={classes["top"]}>
        <p className={classes["facts"]}>
          {record.supplier !== null && <span>{t("record.supplierIs", { supplier: record.supplier })}</span>}
          <span>{keptText(record)}</span>
        </p>
        {asking === "nothing" && (
          <Group gap="xs">
            <Button
              size="xs"
              variant="default"
              aria-pressed={record.pinned}
              loading={edit.isPending}
              leftSection={record.pinned ? <IconPinnedOff size={15} aria-hidden /> : <IconPin size={15} aria-hidden />}
              onClick={() => edit.mutate({ pinned: !record.pinned })}
            >
              {t(record.pinned ? "record.unpin" : "record.pin")}
            </Button>
            <Button
              size="xs"
              variant="default"
              leftSection={<IconPencil size={15} aria-hidden />}
              onClick={() => setAsking("edit")}
            >
              {t("record.edit")}
            </Button>
            <Button
              size="xs"
              variant="default"
              leftSection={<IconTrash size={15} aria-hidden />}
              onClick={() => setAsking("delete")}
            >
              {t("record.delete")}
            </Button>
          </Group>
        )}
        {asking === "delete" && (
          <Confirmation
            question={t("record.deleteWarning")}
            confirm={t("record.deleteConfirm")}
            keep={t("record.keep")}
            loading={remove.isPending}
            onConfirm={() => remove.mutate()}
            onDismiss={() => setAsking("nothing")}
          />
        )}
      </div>
      {error !== null && (
        <p role="alert" className={classes["error"]}>
          {error.message}
        </p>
      )}
      {asking === "edit" ? (
        <RecordForm
          record={record}
          loading={edit.isPending}
          onSave={edit.mutate}
          onDismiss={() => setAsking("nothing")}
        />
      ) : (
        record.note !== null && <p className={classes["note"]}>{record.note}</p>
      )}
      {record.trial_of !== undefined && (
        <p className={classes["note"]}>
          {t("candidate.trialOf")} <a href={batchAddress(record.trial_of)}>{t("candidate.earlierBatch")}</a>.{" "}
          {record.completed_at !== null && <a href={compareAddress(id, record.trial_of)}>{t("candidate.compare")}</a>}
        </p>
      )}
      {record.notifications !== undefined && (
        <NotificationList id={id} notifications={record.notifications} finished={record.completed_at !== null} />
      )}
      <RunList record={record} />
    </section>
  );
}

function keptText({ pinned, kept_until: until }: BatchRecord): string {
  if (pinned) return t("record.pinned");
  return until === null ? t("record.running") : t("record.keptUntil", { when: formatWhen(until) });
}
