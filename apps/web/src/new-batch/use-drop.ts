import { useDropzone } from "react-dropzone";
import { announce } from "../browser/live-region.ts";
import { holdsUrl } from "../upload/url-list.ts";
import type { Draft } from "../upload/draft.ts";

/** The door to react-dropzone, which reads dropped folders to their depth. What can be taken is decided later. */
export function useDrop(draft: Draft): { rootProps: object; over: boolean; walking: boolean } {
  const { getRootProps, isDragActive, isProcessing } = useDropzone({
    noClick: true,
    noKeyboard: true,
    noPaste: true,
    onDrop: (files) => void draft.add(files.map((file) => ({ file, path: pathOf(file) }))),
    onError: () => announce("What was dropped could not be read."),
  });
  const onDropCapture = (event: React.DragEvent): void => {
    const text =
      event.dataTransfer.files.length === 0
        ? event.dataTransfer.getData("text/uri-list") || event.dataTransfer.getData("text/plain")
        : "";
    if (!holdsUrl(text)) return;
    event.preventDefault();
    draft.addUrlText(text);
  };
  return {
    rootProps: {
      ...getRootProps({ role: "group", "aria-label": "Place to drop images", tabIndex: -1 }),
      onDropCapture,
    },
    over: isDragActive,
    walking: isProcessing,
  };
}

/** Where a file was below the folder that was dropped; the reader notes it on the file. */
function pathOf(file: File): string {
  const { path } = file as File & { path?: string };
  return path ?? file.name;
}
