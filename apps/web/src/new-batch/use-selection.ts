import { useMemo } from "react";
import { formatBytes } from "../browser/format.ts";
import type { LeftOut } from "../browser/recent-batches.ts";
import { useSignal } from "../browser/use-signal.ts";
import { useLimits } from "../state/capabilities.ts";
import { useSession } from "../state/use-session.ts";
import { totalBytes } from "../upload/pick-files.ts";
import type { Source } from "../upload/send-batch.ts";
import { urlsFromText } from "../upload/url-list.ts";

export interface Choice {
  source: Source;
  count: number;
  leftOut: readonly LeftOut[];
  /** Why it is more than one batch may be. */
  tooMuch: string | undefined;
  /** Whether it can be sent now. */
  ready: boolean;
}

/** What is chosen on the side that is shown, as it would be sent. */
export function useChoice(): Choice {
  const { draft, upload } = useSession();
  const kind = useSignal(draft.kind);
  const picks = useSignal(draft.picks);
  const urlText = useSignal(draft.urlText);
  const urlLeftOut = useSignal(draft.urlLeftOut);
  const busy = useSignal(upload.state).state === "busy";
  const limits = useLimits();
  const list = useMemo(() => urlsFromText(urlText, limits), [urlText, limits]);
  const bytes = useMemo(() => totalBytes(picks), [picks]);
  if (kind === "urls") {
    const count = list.urls.length;
    return {
      source: { kind, urls: list.urls },
      count,
      leftOut: [...urlLeftOut, ...list.leftOut],
      tooMuch: undefined,
      ready: count > 0 && !busy,
    };
  }
  const { picked, leftOut } = picks;
  const tooMuch = bytes > limits.max_upload_bytes ? tooMuchWords(bytes, limits.max_upload_bytes) : undefined;
  return {
    source: { kind, picked },
    count: picked.length,
    leftOut,
    tooMuch,
    ready: picked.length > 0 && tooMuch === undefined && !busy,
  };
}

const tooMuchWords = (bytes: number, max: number): string =>
  `This is ${formatBytes(bytes - max)} more than the ${formatBytes(max)} one batch may have. Take files out, or send them as several batches.`;
