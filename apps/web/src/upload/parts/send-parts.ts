import type { BatchId, Verdict } from "@symphony/contract";
import type { SkippedFile } from "../../browser/recent-batches.ts";
import { packZip } from "../pack-zip.ts";
import type { Picked } from "../pick-files.ts";
import { bundlesOf } from "./bundles.ts";
import type { Bundle } from "./bundles.ts";
import { knownParts } from "./known-parts.ts";
import { sendPart } from "./send-part.ts";
import { watchAhead } from "./watch-ahead.ts";

/** While one part waits for the server, others use the line. */
const PARTS_AT_ONCE = 3;

export interface PartsOptions {
  batchId: BatchId;
  signal: AbortSignal;
  onProgress(sent: number, total: number): void;
  /** What is known of images before all are sent. */
  onVerdicts(verdicts: ReadonlyMap<string, Verdict>): void;
}

export interface SentParts {
  /** Ids of the uploads, in the order of the files. */
  ids: string[];
  /** Files that could not be read any more. */
  skipped: SkippedFile[];
  /** Call it when a batch was made of them. */
  forget(): void;
}

/**
 * Sends files in parts that survive a broken connection, a restart of the server, and a reload of the page after which
 * the same files are picked again.
 *
 * @throws {ApiError}, or the signal's reason when it is aborted
 */
export async function sendParts(picked: readonly Picked[], options: PartsOptions): Promise<SentParts> {
  const { batchId, signal, onProgress, onVerdicts } = options;
  const bundles = bundlesOf(picked);
  const total = picked.reduce((sum, { size }) => sum + size, 0);
  const sent = bundles.map(() => 0);
  const ids = bundles.map(() => "");
  const skipped: SkippedFile[] = [];
  // One failure ends the others; the end stops looking for verdicts.
  const ended = new AbortController();
  const either = AbortSignal.any([signal, ended.signal]);
  const onComplete = watchAhead({ signal: either, onVerdicts });

  const send = async (bundle: Bundle, nth: number): Promise<void> => {
    const packed = await pack(bundle, either);
    skipped.push(...packed.skipped);
    ids[nth] = await sendPart(packed.bytes, {
      name: bundle.name,
      batchId,
      // Without one of its files it is another zip.
      url: packed.skipped.length === 0 ? knownParts.find(bundle.key) : undefined,
      signal: either,
      onUrl: (url) => knownParts.keep(bundle.key, url),
      onProgress(bytes) {
        sent[nth] = bytes;
        onProgress(
          Math.min(
            total,
            sent.reduce((sum, each) => sum + each, 0),
          ),
          total,
        );
      },
    });
    onComplete(ids[nth]);
  };

  const queue = bundles.entries();
  const sendSome = async (): Promise<void> => {
    for (const [nth, bundle] of queue) await send(bundle, nth);
  };
  try {
    await Promise.all(Array.from({ length: PARTS_AT_ONCE }, sendSome));
  } catch (error) {
    ended.abort(error);
    throw error;
  } finally {
    ended.abort();
  }
  return { ids, skipped, forget: () => knownParts.forget(bundles.map(({ key }) => key)) };
}

async function pack({ files, isZip }: Bundle, signal: AbortSignal): Promise<{ bytes: Blob; skipped: SkippedFile[] }> {
  if (isZip) return { bytes: files[0]!.file, skipped: [] };
  const { zip, skipped } = await packZip(files, signal);
  return { bytes: zip, skipped };
}
