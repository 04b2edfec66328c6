import { Button } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { formatBytes, formatDuration } from "../browser/format.ts";
import { t } from "../browser/language/text.ts";
import bar from "../shared-ui/verdict-bar.module.css";
import type { ResultsStore } from "../state/results-store.ts";
import { countVerdicts } from "../state/items/count-verdicts.ts";
import { useStoreVersion } from "../state/use-results.ts";
import { useSession } from "../state/use-session.ts";
import type { UploadState } from "../upload/upload.ts";
import classes from "./progress-card.module.css";

type Busy = Extract<UploadState, { state: "busy" }>;

export function UploadCard({ upload, store }: { upload: Busy; store: ResultsStore }) {
  const session = useSession();
  const { share, state, text } = describe(upload);
  return (
    <section className={`card ${classes["card"]}`} aria-label={t("upload.label")}>
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
          {t("upload.cancel")}
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
        <CheckedAhead store={store} />
        <span>{t("upload.keepOpen")}</span>
      </div>
    </section>
  );
}

/** What is known already of images whose batch is still sent. */
function CheckedAhead({ store }: { store: ResultsStore }) {
  useStoreVersion(store);
  const { Valid: valid, Invalid: invalid, Error: error } = countVerdicts(store.items());
  if (valid + invalid + error === 0) return null;
  return (
    <span className="numbers">{t("upload.checked", { count: valid + invalid + error, valid, invalid, error })}</span>
  );
}

function describe({ step, sinceMs }: Busy): { share: number; state: string; text: string } {
  if (step.phase === "starting") return { share: 0, state: t("upload.starting"), text: t("upload.ready") };
  if (step.phase === "confirming") return { share: 100, state: t("upload.storing"), text: t("upload.sent") };
  if (step.phase === "cancelling") return { share: 100, state: t("upload.cancelling"), text: t("upload.asking") };
  const share = (100 * step.sent) / step.total;
  const seconds = (Date.now() - sinceMs) / 1_000;
  const perSecond = seconds > 0.5 ? step.sent / seconds : 0;
  const left =
    perSecond > 0
      ? t("upload.left", {
          rate: formatBytes(perSecond),
          time: formatDuration((step.total - step.sent) / perSecond),
        })
      : "";
  const bytes = t("upload.bytes", { sent: formatBytes(step.sent), total: formatBytes(step.total) });
  return { share, state: t("upload.uploading"), text: left === "" ? bytes : `${bytes} ${left}` };
}
