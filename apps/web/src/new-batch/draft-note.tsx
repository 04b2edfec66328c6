import { t } from "../browser/language/text.ts";
import { useSignal } from "../browser/use-signal.ts";
import { useSession } from "../state/use-session.ts";

/** Says whether the picked files survive a reload of the page. */
export function DraftNote() {
  const kept = useSignal(useSession().draftKept);
  if (kept !== "restored" && kept !== "too much") return null;
  return (
    <p className="quiet" role="status" style={{ margin: 0, fontSize: 14 }}>
      {t(kept === "restored" ? "draft.restored" : "draft.tooMuch")}
    </p>
  );
}
