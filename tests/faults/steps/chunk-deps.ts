import type { BatchManifest, BatchStore, Item, LocalFile } from "@symphony/batch-store";
import { logger, metrics, noop, progress, queues, resolved } from "@symphony/test-support/stubs";
import type { ChunkDeps } from "../../../apps/worker/src/chunk/chunk-context.ts";
import { createResultCache } from "../../../apps/worker/src/chunk/result-cache.ts";
import type { Inspection } from "../../../apps/worker/src/inference/protocol.ts";
import { ItemError } from "../../../apps/worker/src/item-error.ts";

const VALID: Inspection = {
  verdict: "Valid",
  confidence: 0.9,
  detected_by: "stage",
  box: null,
  near_miss: null,
  findings: [],
  brand: "Red",
  detections: [],
  threshold: 0.5,
  stages_left: 0,
  image: { width: 1, height: 1 },
  stage_ms: {},
  thumbnail: { type: "jpeg", bytes: Buffer.from("a thumbnail") },
  view: { type: "jpeg", bytes: Buffer.from("a view") },
  marks: [{ box: { x1: 1, y1: 2, x2: 3, y2: 4 }, jpeg: Buffer.from("a mark") }],
};

/** A small ordinary picture, which is its own thumbnail and view. */
const SMALL: Inspection = { ...VALID, thumbnail: { type: "jpeg" }, view: { type: "jpeg" } };

/** The second item is damaged, so that there are results of both kinds, and the third one is small. */
const inspector = {
  async inspect(path: string) {
    if (path.endsWith("b.jpg")) throw new ItemError("corrupt_image", "The image is damaged.");
    return path.endsWith("(2).jpg") ? SMALL : VALID;
  },
};

/** The verdict of the steps does not depend on the bytes, and they are gone where a result is damaged later. */
const openImage = (store: BatchStore, { batch_id }: BatchManifest, item: Item): Promise<LocalFile> =>
  store.payloads.open(batch_id, item).catch(() => ({ path: item.stored ?? "", release: resolved }));

/** What the chunk processor needs, real only where it touches the disk. */
export function chunkDepsOf(store: BatchStore): ChunkDeps {
  return {
    store,
    inspector,
    logger,
    queues,
    progress,
    metrics,
    images: { open: (manifest, item) => openImage(store, manifest, item), close: resolved },
    pendingLists: { note: noop, refresh: resolved, close: resolved },
    brandFiles: { sourcesOf: async ({ brands }) => brands },
    cache: createResultCache({ store, index: undefined, inspector: { fingerprint: "" }, onError: noop }),
    keepOriginals: false,
    keepInspectedFiles: false,
    isStopping: () => false,
  };
}
