import { Button } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { countOf, formatBytes, formatDuration, formatNumber } from "../browser/format.ts";
import bar from "../shared-ui/verdict-bar.module.css";
import { useSession } from "../state/use-session.ts";
import type { UploadState } from "../upload/upload.ts";
import classes from "./progress-card.module.css";

type Busy = Extract<UploadState, { state: "busy" }>;

export function UploadCard({ upload }: { upload: Busy }) {
  const session = useSession();
  const { share, state, text } = describe(upload);
  return (
    <section className={`card ${classes["card"]}`} aria-label="Upload">
      <div className={classes["top"]}>
        <div className={classes["headline"]}>
          <span className={`${classes["percent"]} numbers`}>{Math.floor(share)} %</span>
          <span className={classes["state"]}>{state}</span>
        </div>
        <Button
          variant="default"
          leftSection={<IconX size={16} aria-hidden />}
          disabled={upload.step.phase === "cancelling"}
          onClick={() => void session.upload.cancel()}
        >
          Cancel upload
        </Button>
      </div>
      <div
        className={bar["bar"]}
        style={{ height: 12 }}
        role="progressbar"
        aria-label={state}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.floor(share)}
      >
        <span data-part="upload" style={{ width: `${share}%` }} />
      </div>
      <div className={classes["foot"]}>
        <span className="numbers">{text}</span>
        <span>Keep this page open until the upload is done.</span>
      </div>
    </section>
  );
}

function describe({ step, sinceMs }: Busy): { share: number; state: string; text: string } {
  if (step.phase === "starting") return { share: 0, state: "Starting", text: "Getting ready" };
  if (step.phase === "confirming")
    return { share: 100, state: "Storing", text: "All bytes are sent; the server stores them." };
  if (step.phase === "cancelling")
    return {
      share: 100,
      state: "Cancelling",
      text: "All bytes were sent; checking whether the server has accepted the batch.",
    };
  if (step.phase === "packing")
    return {
      share: (100 * step.done) / step.total,
      state: "Packing",
      text: `${formatNumber(step.done)} of ${countOf(step.total, "file")} packed into one zip`,
    };
  const seconds = (Date.now() - sinceMs) / 1_000;
  const perSecond = seconds > 0.5 ? step.sent / seconds : 0;
  const left =
    perSecond > 0
      ? ` · ${formatBytes(perSecond)}/s · ${formatDuration((step.total - step.sent) / perSecond)} left`
      : "";
  return {
    share: (100 * step.sent) / step.total,
    state: "Uploading",
    text: `${formatBytes(step.sent)} of ${formatBytes(step.total)}${left}`,
  };
}
