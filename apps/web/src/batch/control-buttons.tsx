import { Button, Group } from "@mantine/core";
import { IconDownload, IconPlayerPause, IconPlayerPlay, IconRefresh, IconX } from "@tabler/icons-react";
import type { BatchId, Status } from "@symphony/contract";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { csvUrl, control } from "../api/calls.ts";
import type { Steering } from "../api/calls.ts";
import { isFinal } from "../state/sync-results.ts";
import { announce } from "../browser/live-region.ts";
import { formatNumber } from "../browser/format.ts";
import { useSession } from "../state/use-session.ts";

const DONE: Record<Steering, string> = {
  pause: "Paused.",
  resume: "Resumed.",
  cancel: "Cancelled.",
  "retry-failed": "The failed images are checked again.",
};

export function SteerButtons({ id, status }: { id: BatchId; status: Status | undefined }) {
  const session = useSession();
  const [sure, setSure] = useState(false);
  const { mutate, isPending, error, variables } = useMutation({
    mutationFn: (steering: Steering) => control(id, steering),
    onSuccess(after, steering) {
      session.statuses.set(id, after);
      announce(DONE[steering]);
    },
    onSettled: () => setSure(false),
  });
  if (status === undefined) return null;
  const button = (steering: Steering, words: string, icon: React.ReactNode, primary = false) => (
    <Button
      variant={primary ? "filled" : "default"}
      leftSection={icon}
      loading={isPending && variables === steering}
      disabled={isPending}
      onClick={() => mutate(steering)}
    >
      {words}
    </Button>
  );
  const running = status.status === "processing" || status.status === "paused";
  const finished = isFinal(status);
  const again =
    status.status === "cancelled"
      ? `Check the other ${formatNumber(status.error)}`
      : `Retry ${formatNumber(status.error)} failed`;
  return (
    <Group gap="xs">
      {error !== null && (
        <span role="alert" style={{ color: "var(--error)", fontSize: 14 }}>
          {error.message}
        </span>
      )}
      {status.status === "processing" && !sure && button("pause", "Pause", <IconPlayerPause size={16} aria-hidden />)}
      {status.status === "paused" &&
        !sure &&
        button("resume", "Resume", <IconPlayerPlay size={16} aria-hidden />, true)}
      {running && !sure && (
        <Button variant="default" leftSection={<IconX size={16} aria-hidden />} onClick={() => setSure(true)}>
          Cancel
        </Button>
      )}
      {running && sure && (
        <>
          <span style={{ fontSize: 14 }}>The rest will not be checked.</span>
          <Button color="red.9" autoFocus loading={isPending} onClick={() => mutate("cancel")}>
            Cancel the batch
          </Button>
          <Button variant="default" onClick={() => setSure(false)}>
            Keep going
          </Button>
        </>
      )}
      {finished && status.error > 0 && button("retry-failed", again, <IconRefresh size={16} aria-hidden />)}
      {finished && (
        <Button component="a" href={csvUrl(id)} download leftSection={<IconDownload size={16} aria-hidden />}>
          Download CSV
        </Button>
      )}
    </Group>
  );
}
