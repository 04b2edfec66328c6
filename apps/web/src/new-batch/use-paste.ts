import { useEffect } from "react";
import type { Draft } from "../upload/draft.ts";
import { containsUrl } from "../upload/lists/find-urls.ts";

/** Adds pasted images or URLs to the draft, unless they are pasted into a field. */
export function usePaste(draft: Draft): void {
  useEffect(() => {
    const onPaste = (event: ClipboardEvent): void => {
      if (event.target instanceof HTMLElement && event.target.matches("input, textarea")) return;
      const files = [...(event.clipboardData?.files ?? [])];
      const text = event.clipboardData?.getData("text/plain") ?? "";
      if (files.length > 0) void draft.add(files.map((file) => ({ file, path: file.name })));
      else if (containsUrl(text)) draft.addUrlText(text);
      else return;
      event.preventDefault();
    };
    document.addEventListener("paste", onPaste);
    return () => document.removeEventListener("paste", onPaste);
  }, [draft]);
}
