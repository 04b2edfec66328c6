import { IconUserCheck } from "@tabler/icons-react";
import type { Review } from "@symphony/contract";
import { t } from "../browser/language/text.ts";
import { verdictLabel } from "../shared-ui/labels.ts";
import classes from "./decision-mark.module.css";

/** What a person decided, beside the machine's verdict. @param full with who and why */
export function DecisionMark({ review, full = false }: { review: Review; full?: boolean }) {
  const { verdict, reason, note, by } = review;
  const more = [t("review.by", { name: by }), reason, note].filter((each) => each !== null).join(" · ");
  return (
    <span className={classes["mark"]} data-verdict={verdict} title={full ? undefined : more}>
      <IconUserCheck size={14} stroke={2.2} aria-hidden />
      <span>
        {t("review.decided", { verdict: verdictLabel(verdict) })}
        {full && <span className={classes["more"]}> {more}</span>}
      </span>
    </span>
  );
}
