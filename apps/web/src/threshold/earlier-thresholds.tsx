import { Button } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import type { BatchId, Status } from "@symphony/contract";
import { formatWhen } from "../browser/format.ts";
import { t } from "../browser/language/text.ts";
import { useRecord } from "../record/use-record.ts";
import { percent } from "../shared-ui/labels.ts";
import { earlierThresholds } from "./find-earlier.ts";
import classes from "./threshold.module.css";

interface Props {
  id: BatchId;
  status: Status;
  /** The threshold that the results have. */
  now: number;
  onThreshold(threshold: number): void;
}

/** Moves the line back to where it was in an earlier run; what that changes is shown before it is done. */
export function EarlierThresholds({ id, status, now, onThreshold }: Props) {
  const earlier = earlierThresholds(useRecord(id, status)?.runs ?? [], now);
  if (earlier.length === 0) return null;
  return (
    <div className={classes["foot"]}>
      {earlier.map(({ run, threshold, at }) => (
        <Button
          key={run}
          size="xs"
          variant="default"
          leftSection={<IconHistory size={15} aria-hidden />}
          title={formatWhen(at)}
          onClick={() => onThreshold(threshold)}
        >
          {t("threshold.earlier", { threshold: percent(threshold) })}
        </Button>
      ))}
    </div>
  );
}
