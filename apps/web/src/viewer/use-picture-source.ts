import { useEffect, useState } from "react";
import { thumbnailUrl, viewUrl } from "../api/calls.ts";
import type { Item } from "../state/results-store.ts";

interface PictureSource {
  /** Undefined when there is none, or none that the browser can show. */
  src: string | undefined;
  /** Whether it is the file on this device. */
  isLocal: boolean;
  /** Goes on to the next best one. */
  onError(): void;
}

/** The original file if this page has it, otherwise the view, otherwise the thumbnail of an older batch. */
export function usePictureSource(batchId: string, { seq, result }: Item, file: File | undefined): PictureSource {
  const local = useObjectUrl(file);
  const [failed, setFailed] = useState<readonly string[]>([]);
  const stored =
    result === undefined || result.Is_Valid === "Error"
      ? []
      : [viewUrl, thumbnailUrl].map((urlOf) => urlOf(batchId, seq, result.Corrected_In ?? 0));
  const src = [local, ...stored].find((each) => each !== undefined && !failed.includes(each));
  return {
    src,
    isLocal: src !== undefined && src === local,
    onError: () => src !== undefined && setFailed((before) => [...before, src]),
  };
}

function useObjectUrl(file: File | undefined): string | undefined {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    if (file === undefined) return;
    const created = URL.createObjectURL(file);
    setUrl(created);
    return () => URL.revokeObjectURL(created);
  }, [file]);
  return url;
}
