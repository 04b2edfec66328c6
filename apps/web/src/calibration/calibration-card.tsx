import { Button } from "@mantine/core";
import type { BatchId, Calibration, Status } from "@symphony/contract";
import { useQuery } from "@tanstack/react-query";
import { readCalibration } from "../api/calls.ts";
import { t, tn } from "../browser/language/text.ts";
import { percent } from "../shared-ui/labels.ts";
import { ToolCard } from "../shared-ui/tool-card.tsx";
import classes from "./calibration.module.css";
import { QualityChart, ReliabilityChart } from "./charts.tsx";
import { QualityTable, rateText } from "./quality-table.tsx";

interface Props {
  id: BatchId;
  status: Status;
  /** While decisions are made below, the numbers are not read again. */
  paused: boolean;
  onClose(): void;
  /** Shows what a threshold would change. */
  onThreshold(threshold: number): void;
}

/** With fewer decisions of a kind a threshold would follow from chance. */
const DECISIONS_OF_EACH_MIN = 10;

/** How far confidences can be trusted, by what people decided, and the threshold that follows from it. */
export default function CalibrationCard({ id, status, paused, onClose, onThreshold }: Props) {
  const { data, error } = useQuery({
    queryKey: ["calibration", id, status.completed_at, paused],
    queryFn: ({ signal }) => readCalibration(id, signal),
    enabled: !paused,
    staleTime: 0,
  });
  return (
    <ToolCard id="calibration" title={t("calibration.title")} onClose={onClose}>
      {error !== null && <p role="alert">{error.message}</p>}
      {data?.reviewed === 0 && <p>{t("calibration.none")}</p>}
      {data !== undefined && data.reviewed > 0 && <Findings data={data} onThreshold={onThreshold} />}
    </ToolCard>
  );
}

function Findings({ data, onThreshold }: { data: Calibration; onThreshold(threshold: number): void }) {
  const { reviewed, recommended, reliability, thresholds } = data;
  const isEnough = missingOf(data).every((missing) => missing === 0);
  return (
    <>
      <p className="quiet">{tn("calibration.reviewed", reviewed)}</p>
      <Recommendation data={data} onThreshold={onThreshold} />
      <div className={classes["charts"]}>
        <ReliabilityChart bins={reliability} />
        <QualityChart thresholds={thresholds} line={isEnough ? recommended?.threshold : undefined} />
      </div>
      <details>
        <summary>{t("calibration.numbers")}</summary>
        <QualityTable thresholds={thresholds} />
      </details>
    </>
  );
}

/** How many decisions are still needed, Valid and Invalid ones. */
function missingOf({ reviewed, thresholds }: Calibration): [valid: number, invalid: number] {
  // Recall is counted from the images that people found valid, at every threshold.
  const valid = thresholds[0]?.recall.of ?? 0;
  const missing = (count: number): number => Math.max(0, DECISIONS_OF_EACH_MIN - count);
  return [missing(valid), missing(reviewed - valid)];
}

function Recommendation({ data, onThreshold }: { data: Calibration; onThreshold(threshold: number): void }) {
  const { recommended } = data;
  const [valid, invalid] = missingOf(data);
  if (valid + invalid > 0)
    return <p role="status">{t("calibration.tooFew", { least: DECISIONS_OF_EACH_MIN, valid, invalid })}</p>;
  if (recommended === null) return <p role="status">{t("calibration.noThreshold")}</p>;
  const threshold = percent(recommended.threshold);
  return (
    <div className={classes["foot"]} role="status">
      <span>
        {t("calibration.recommended", { threshold, wrong: rateText(recommended.wrongly_accepted) })}{" "}
        {recommended.reviews_until_certain === 0
          ? t("calibration.certain")
          : tn("calibration.uncertain", recommended.reviews_until_certain)}
      </span>
      <Button size="xs" variant="default" onClick={() => onThreshold(recommended.threshold)}>
        {t("calibration.look", { threshold })}
      </Button>
    </div>
  );
}
