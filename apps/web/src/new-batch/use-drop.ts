import { useDropzone } from "react-dropzone";
import { t } from "../browser/language/text.ts";
import { announceToScreenReader } from "../browser/live-region.ts";
import type { Draft } from "../upload/draft.ts";
import { containsUrl } from "../upload/lists/find-urls.ts";

/** The only user of react-dropzone, which reads dropped folders recursively. The draft decides what can be checked. */
export function useDrop(draft: Draft): { rootProps: object; over: boolean; processing: boolean } {
  const { getRootProps, isDragActive, isProcessing } = useDropzone({
    noClick: true,
    noKeyboard: true,
    noPaste: true,
    onDrop: (files) => void draft.add(files.map((file) => ({ file, path: pathOf(file) }))),
    onError: () => announceToScreenReader(t("drop.unreadable")),
  });
  const onDropCapture = (event: React.DragEvent): void => {
    const text =
      event.dataTransfer.files.length === 0
        ? event.dataTransfer.getData("text/uri-list") || event.dataTransfer.getData("text/plain")
        : "";
    if (!containsUrl(text)) return;
    event.preventDefault();
    draft.addUrlText(text);
  };
  return {
    rootProps: {
      ...getRootProps({ role: "group", "aria-label": t("drop.place"), tabIndex: -1 }),
      onDropCapture,
    },
    over: isDragActive,
    processing: isProcessing,
  };
}

/** The path of a file below the dropped folder; react-dropzone sets it on the file. */
function pathOf(file: File): string {
  const { path } = file as File & { path?: string };
  return path ?? file.name;
}
