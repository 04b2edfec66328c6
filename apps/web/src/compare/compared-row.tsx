import type { BatchId, ComparedItem, Verdict } from "@symphony/contract";
import { t } from "../browser/language/text.ts";
import { PathName } from "../shared-ui/path-name.tsx";
import { StoredThumbnail } from "../shared-ui/stored-thumbnail.tsx";
import { StateBadge } from "../shared-ui/state-badge.tsx";
import classes from "./compare.module.css";
import { kindName } from "./kinds.ts";

interface Props {
  id: BatchId;
  before: BatchId;
  item: ComparedItem;
  onOpen(): void;
}

export function ComparedRow({ id, before, item, onOpen }: Props) {
  return (
    <li>
      <button type="button" className={classes["row"]} onClick={onOpen}>
        <Small batch={before} seq={item.other_seq} />
        <Small batch={id} seq={item.seq} />
        <span className={classes["name"]}>
          <PathName name={item.name} />
        </span>
        <span className={classes["kind"]} data-kind={item.kind}>
          {kindName(item.kind)}
        </span>
        <span className={classes["verdicts"]}>
          <VerdictOf verdict={item.other_effective} /> <span aria-label={t("compare.then")}>→</span>{" "}
          <VerdictOf verdict={item.effective} />
        </span>
      </button>
    </li>
  );
}

function Small({ batch, seq }: { batch: BatchId; seq: number | null }) {
  const empty = <span className={classes["small"]} data-empty />;
  return seq === null ? empty : <StoredThumbnail id={batch} seq={seq} className={classes["small"]} fallback={empty} />;
}

function VerdictOf({ verdict }: { verdict: Verdict | null }) {
  if (verdict === null) return <span className="quiet">{t("compare.notThere")}</span>;
  return <StateBadge state={verdict.toLowerCase() as "valid" | "invalid" | "error"} />;
}
