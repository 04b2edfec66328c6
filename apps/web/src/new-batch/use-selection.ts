import { useMemo } from "react";
import { t } from "../browser/language/text.ts";
import { formatBytes } from "../browser/format.ts";
import type { SkippedFile } from "../browser/recent-batches.ts";
import { useSignal } from "../browser/use-signal.ts";
import { useLimits } from "../state/capabilities.ts";
import { useSession } from "../state/use-session.ts";
import { totalBytes } from "../upload/pick-files.ts";
import type { Source } from "../upload/send-batch.ts";
import { urlsFromText } from "../upload/lists/url-list.ts";

export interface Selection {
  source: Source;
  count: number;
  skipped: readonly SkippedFile[];
  /** Set when the files are larger than the server accepts in one batch. */
  tooLarge: string | undefined;
  /** Whether it can be sent now. */
  ready: boolean;
}

/** The files or URLs of the draft that the form shows and would send. */
export function useSelection(): Selection {
  const { draft, upload } = useSession();
  const kind = useSignal(draft.kind);
  const picks = useSignal(draft.picks);
  const urlText = useSignal(draft.urlText);
  const urlSkipped = useSignal(draft.urlSkipped);
  const busy = useSignal(upload.state).state === "busy";
  const limits = useLimits();
  const list = useMemo(() => urlsFromText(urlText, limits), [urlText, limits]);
  const bytes = useMemo(() => totalBytes(picks), [picks]);
  if (kind === "urls") {
    const count = list.urls.length;
    return {
      source: { kind, urls: list.urls },
      count,
      skipped: [...urlSkipped, ...list.skipped],
      tooLarge: undefined,
      ready: count > 0 && !busy,
    };
  }
  const { picked, skipped } = picks;
  const tooLarge = bytes > limits.max_upload_bytes ? tooLargeText(bytes, limits.max_upload_bytes) : undefined;
  return {
    source: { kind, picked },
    count: picked.length,
    skipped,
    tooLarge,
    ready: picked.length > 0 && tooLarge === undefined && !busy,
  };
}

const tooLargeText = (bytes: number, max: number): string =>
  t("form.tooLarge", { more: formatBytes(bytes - max), max: formatBytes(max) });
