import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { StoreError } from "@symphony/batch-store";
import type { Item, LocalFile, PictureOf, PictureType } from "@symphony/batch-store";
import type { BatchId } from "@symphony/contract";
import type { ApiDeps } from "../../../deps.ts";

type StoreDeps = Pick<ApiDeps, "store">;

export interface Picture {
  stream(): Readable;
  /** Ending of a file of this format; undefined where the name as sent has it. */
  ending?: string;
}

/** The file as it was sent where that is kept, else the view. */
export async function openOriginal(deps: StoreDeps, batchId: BatchId, item: Item): Promise<Picture | undefined> {
  const file = await openPayload(deps, batchId, item);
  return file === undefined ? openView(deps, batchId, item) : { stream: () => Readable.from(bytesOf(file)) };
}

/** The picture upright, as its boxes are measured. */
export async function openView({ store }: StoreDeps, batchId: BatchId, of: PictureOf): Promise<Picture | undefined> {
  const view = await store.evidence.openView(batchId, of);
  return view && { stream: () => view.stream(), ending: ENDINGS[view.type] };
}

const ENDINGS: Readonly<Record<PictureType, string>> = { jpeg: "jpg", png: "png", webp: "webp" };

async function openPayload({ store }: StoreDeps, batchId: BatchId, item: Item): Promise<LocalFile | undefined> {
  try {
    return await store.payloads.open(batchId, item);
  } catch (error) {
    if (error instanceof StoreError && error.code === "missing") return undefined;
    throw error;
  }
}

async function* bytesOf({ path, release }: LocalFile): AsyncGenerator<Buffer> {
  try {
    yield* createReadStream(path) as AsyncIterable<Buffer>;
  } finally {
    await release();
  }
}
