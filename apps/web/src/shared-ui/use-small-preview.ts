import { useEffect, useState } from "react";
import { smallPreview } from "../browser/small-preview.ts";

/** The address of a small preview of a file; undefined until it is made, and where the browser cannot show the file. */
export function useSmallPreview(file: File | undefined): string | undefined {
  const [made, setMade] = useState<{ file: File; url: string | undefined }>();
  useEffect(() => {
    if (file === undefined) return;
    const abort = new AbortController();
    void smallPreview(file, abort.signal).then(
      (url) => abort.signal.aborted || setMade({ file, url }),
      () => {},
    );
    return () => abort.abort();
  }, [file]);
  return made !== undefined && made.file === file ? made.url : undefined;
}
