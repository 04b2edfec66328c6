import { useEffect } from "react";
import { holdsUrl } from "../upload/url-list.ts";
import type { Draft } from "../upload/draft.ts";

/** Pasting anywhere on the page brings images or web addresses; inside a field it is typing. */
export function usePaste(draft: Draft): void {
  useEffect(() => {
    const paste = (event: ClipboardEvent): void => {
      if (event.target instanceof HTMLElement && event.target.matches("input, textarea")) return;
      const files = [...(event.clipboardData?.files ?? [])];
      const text = event.clipboardData?.getData("text/plain") ?? "";
      if (files.length > 0) void draft.add(files.map((file) => ({ file, path: file.name })));
      else if (holdsUrl(text)) draft.addUrlText(text);
      else return;
      event.preventDefault();
    };
    document.addEventListener("paste", paste);
    return () => document.removeEventListener("paste", paste);
  }, [draft]);
}
