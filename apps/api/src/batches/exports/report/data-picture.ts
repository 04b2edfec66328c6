import { buffer } from "node:stream/consumers";
import type { StoredPicture } from "@symphony/batch-store";
import type { BatchId } from "@symphony/contract";
import type { ApiDeps } from "../../../deps.ts";
import { html } from "../../../html/html.ts";
import type { Html } from "../../../html/html.ts";
import type { ReportItem } from "./report-facts.ts";

/** Largest picture inside a report; one that is larger is left out. */
const PICTURE_MAX_BYTES = 96 * 1024;

/** The thumbnail, and the pixels of what came closest to the logo, inside the page itself. */
export async function picturesOf({ store }: ApiDeps, batchId: BatchId, item: ReportItem): Promise<Html[]> {
  const box = (item.closest ?? item.detections[0])?.box;
  const thumbnail = await store.evidence.openThumbnail(batchId, item);
  const mark = box && (await store.evidence.openMark(batchId, item, box));
  const pictures = await Promise.all([
    thumbnail && dataPicture({ ...thumbnail, type: "jpeg" }, "The image"),
    mark && dataPicture(mark, "What is like the logo, in its original pixels"),
  ]);
  return pictures.filter((picture) => picture !== undefined);
}

async function dataPicture({ size, type, stream }: StoredPicture, alt: string): Promise<Html | undefined> {
  if (size > PICTURE_MAX_BYTES) return undefined;
  const bytes = (await buffer(stream())).toString("base64");
  return html`<img alt="${alt}" src="data:image/${type};base64,${bytes}" />`;
}
