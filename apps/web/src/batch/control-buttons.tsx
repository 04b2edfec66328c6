import { Button, Group } from "@mantine/core";
import { IconDownload, IconPlayerPause, IconPlayerPlay, IconRefresh, IconX } from "@tabler/icons-react";
import type { BatchId, Status } from "@symphony/contract";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { t, tn } from "../browser/language/text.ts";
import { Confirmation } from "../shared-ui/confirm/confirmation.tsx";
import { useKeptFocus } from "../shared-ui/confirm/use-kept-focus.ts";
import { controlBatch, csvUrl } from "../api/calls.ts";
import type { BatchControl } from "../api/calls.ts";
import { announceToScreenReader } from "../browser/live-region.ts";
import { CorrectButton } from "../correct/correct-button.tsx";
import { HandOnButton } from "../hand-on/hand-on-button.tsx";
import { DownloadButton } from "../shared-ui/download-button.tsx";
import { isFinal } from "../state/sync-results.ts";
import { useSession } from "../state/use-session.ts";

/** Read out by screen readers. */
const DONE = {
  pause: "control.paused",
  resume: "control.resumed",
  cancel: "control.cancelled",
  "retry-failed": "control.retried",
} as const;

export function ControlButtons({ id, status }: { id: BatchId; status: Status | undefined }) {
  const session = useSession();
  const [confirming, setConfirming] = useState(false);
  const { mutate, isPending, error, variables } = useMutation({
    mutationFn: (action: BatchControl) => controlBatch(id, action),
    onSuccess(after, action) {
      session.statuses.set(id, after);
      const isRest = action === "retry-failed" && status?.status === "cancelled";
      announceToScreenReader(t(isRest ? "control.othersStarted" : DONE[action]));
    },
    // A resume that ends after its effect was seen leaves the question alone that is asked meanwhile.
    onSettled: (_after, _error, action) => action === "cancel" && setConfirming(false),
  });
  const kept = useKeptFocus<HTMLDivElement>();
  if (status === undefined) return null;
  const button = (action: BatchControl, label: string, Icon: typeof IconX, primary = false) => (
    <Button
      variant={primary ? "filled" : "default"}
      leftSection={<Icon size={16} aria-hidden />}
      loading={isPending && variables === action}
      disabled={isPending}
      onClick={() => mutate(action)}
    >
      {label}
    </Button>
  );
  const paused = status.status === "paused";
  const running = status.status === "processing" || paused;
  const finished = isFinal(status);
  return (
    <Group gap="xs" {...kept}>
      {error !== null && (
        <span role="alert" style={{ color: "var(--error)", fontSize: 14 }}>
          {error.message}
        </span>
      )}
      {running && confirming && (
        <Confirmation
          question={t("cancel.text")}
          confirm={t("cancel.confirm")}
          keep={t("cancel.dismiss")}
          size="sm"
          loading={isPending}
          onConfirm={() => mutate("cancel")}
          onDismiss={() => setConfirming(false)}
        />
      )}
      {running && !confirming && (
        <>
          {paused
            ? button("resume", t("control.resume"), IconPlayerPlay, true)
            : button("pause", t("control.pause"), IconPlayerPause)}
          <Button variant="default" leftSection={<IconX size={16} aria-hidden />} onClick={() => setConfirming(true)}>
            {t("control.cancel")}
          </Button>
        </>
      )}
      {finished &&
        status.error > 0 &&
        button(
          "retry-failed",
          tn(status.status === "cancelled" ? "control.checkOther" : "control.retry", status.error),
          IconRefresh,
        )}
      <CorrectButton id={id} isOffered={finished && status.valid < status.total} />
      {finished && <HandOnButton id={id} status={status} />}
      {finished && (
        <DownloadButton href={csvUrl(id)} leftSection={<IconDownload size={16} aria-hidden />}>
          {t("control.csv")}
        </DownloadButton>
      )}
    </Group>
  );
}
