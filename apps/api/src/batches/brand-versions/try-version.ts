import type { BatchManifest, Staging } from "@symphony/batch-store";
import { Problem } from "@symphony/contract";
import type { BatchBrand, Trial } from "@symphony/contract";
import { requireBatchId } from "../batch-ids.ts";
import { openOriginal } from "../exports/pictures/open-picture.ts";
import { eachMatch } from "../exports/matching-results.ts";
import { requireFinished } from "../find-batch.ts";
import { submitBatch } from "../submit-batch.ts";
import type { ApiDeps } from "../../deps.ts";
import { createSkippedFiles } from "../../upload/skipped.ts";
import { requireLearned, requireUsable } from "../../brands/change-brand.ts";
import { requireBrand } from "../../brands/known-brands.ts";

/** A comparison needs no more, and the request waits until their pictures are copied. */
const TRIAL_IMAGES_MAX = 2_000;
const CHUNK_SIZE = 10;

/**
 * Checks the pictures that are kept of a finished batch again, with another version of a brand, as a batch that can be
 * compared with it. Of a large batch those that people decided come first.
 *
 * @throws {Problem}
 */
export async function tryVersion(deps: ApiDeps, brand: Required<BatchBrand>, id: string): Promise<Trial> {
  await requireBrand(deps, brand.name);
  const version = await deps.store.brands.version(brand.name, brand.version);
  if (version === undefined || version.stages.length === 0)
    throw new Problem("not_found", `The brand ${brand.name} has no version ${brand.version}.`);
  requireLearned(version);
  requireUsable(version, await deps.store.brands.estimate(brand.name, brand.version));
  const { manifest } = await requireFinished(deps, requireBatchId(id));
  const seqs = await chooseImages(deps, manifest);
  const { response } = await submitBatch(deps, { headers: {} }, async (staging) => {
    const skipped = createSkippedFiles();
    for (const seq of seqs) await copyPicture(deps, manifest, seq, staging, skipped);
    const { title } = (await deps.store.records.read(manifest.batch_id)) ?? {};
    return { submission: submissionOf(manifest, brand, title ?? manifest.title), skipped };
  });
  return {
    batch_id: response.batch_id,
    compare_with: manifest.batch_id,
    total: response.total,
    left_out: manifest.total - response.total,
  };
}

/** In upload order. */
async function chooseImages(deps: ApiDeps, manifest: BatchManifest): Promise<number[]> {
  if (manifest.total <= TRIAL_IMAGES_MAX) return Array.from({ length: manifest.total }, (_, seq) => seq);
  const [decided, others]: [number[], number[]] = [[], []];
  for await (const { record, review } of eachMatch(deps, manifest, {})) {
    const list = review === null ? others : decided;
    if (list.length < TRIAL_IMAGES_MAX) list.push(record.seq);
  }
  return [...decided, ...others].slice(0, TRIAL_IMAGES_MAX).toSorted((a, b) => a - b);
}

async function copyPicture(
  deps: ApiDeps,
  { batch_id: batchId }: BatchManifest,
  seq: number,
  staging: Staging,
  skipped: ReturnType<typeof createSkippedFiles>,
): Promise<void> {
  const item = await deps.store.item(batchId, seq);
  const picture = await openOriginal(deps, batchId, item);
  if (picture === undefined) skipped.add(item.name, "no picture of it is kept");
  else await staging.addFile(item.name, picture.stream(), deps.config.MAX_FILE_BYTES);
}

function submissionOf(
  { batch_id, brands = [], client_id }: BatchManifest,
  brand: Required<BatchBrand>,
  title?: string,
) {
  const isNamed = brands.some(({ name }) => name === brand.name);
  return {
    batchId: undefined,
    clientId: client_id ?? undefined,
    chunkSize: CHUNK_SIZE,
    trial: {
      of: batch_id,
      brands: isNamed ? brands.map((each) => (each.name === brand.name ? brand : each)) : [brand],
      title: `${brand.name} ${brand.version}: ${title ?? batch_id.slice(0, 8)}`,
    },
  };
}
