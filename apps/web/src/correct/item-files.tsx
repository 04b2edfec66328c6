import type { BatchId, ItemHistory } from "@symphony/contract";
import { useQuery } from "@tanstack/react-query";
import { readItemHistory } from "../api/corrections.ts";
import { formatWhen } from "../browser/format.ts";
import { t } from "../browser/language/text.ts";
import { percent, verdictLabel } from "../shared-ui/labels.ts";
import { StoredThumbnail } from "../shared-ui/stored-thumbnail.tsx";
import type { Item } from "../state/results-store.ts";
import { isFinal } from "../state/sync-results.ts";
import { useStatus } from "../state/use-status.ts";
import { CorrectButton } from "./correct-button.tsx";
import classes from "./correct.module.css";

/** The earlier files of an image with what was found in them, and the way to send a corrected one. */
export function ItemFiles({ id, item: { seq, result } }: { id: BatchId; item: Item }) {
  const status = useStatus(id).data;
  const mayCorrect = result !== undefined && result.Effective !== "Valid" && status !== undefined && isFinal(status);
  const corrected = result?.Corrected_In;
  return (
    <div className={classes["files"]} hidden={!mayCorrect && corrected === undefined}>
      {corrected !== undefined && <EarlierFiles id={id} seq={seq} corrected={corrected} />}
      <CorrectButton id={id} seq={seq} size="compact-sm" isOffered={mayCorrect} />
    </div>
  );
}

function EarlierFiles({ id, seq, corrected }: { id: BatchId; seq: number; corrected: number }) {
  const { data } = useQuery({
    queryKey: ["item-history", id, seq, corrected],
    queryFn: ({ signal }) => readItemHistory(id, seq, signal),
  });
  const earlier = data?.files.filter((file) => file.corrected_in !== corrected) ?? [];
  return (
    <section aria-label={t("correct.earlier")} className={classes["earlier"]}>
      <span className="quiet">{t("correct.earlier")}</span>
      <ul>
        {earlier.map((file) => (
          <li key={file.corrected_in}>
            <EarlierFile id={id} seq={seq} file={file} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function EarlierFile({ id, seq, file }: { id: BatchId; seq: number; file: ItemHistory["files"][number] }) {
  const { result, sent_at: at, corrected_in: correctedIn } = file;
  const verdict = result === null ? "" : verdictLabel(result.Is_Valid);
  const confidence = result?.Confidence == null ? "" : ` ${percent(result.Confidence)}`;
  return (
    <>
      {result !== null && result.Is_Valid !== "Error" && (
        <StoredThumbnail id={id} seq={seq} correctedIn={correctedIn} />
      )}
      <span>
        {verdict}
        {confidence}
        {at !== null && <span className="quiet"> · {formatWhen(at)}</span>}
        {result?.Error != null && <span className="quiet"> · {result.Error}</span>}
      </span>
    </>
  );
}
