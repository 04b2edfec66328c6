import type { BatchStore } from "@symphony/batch-store";
import type { BrandEstimate, BrandVersion } from "@symphony/contract";
import type { EstimateJob, Queues } from "@symphony/messaging";
import type { Logger } from "@symphony/service";
import type { BrandFiles } from "../brand-files.ts";
import { learn } from "../learn/learn.ts";
import type { LearnDeps } from "../learn/learn.ts";
import { NotMadeError } from "../not-made-error.ts";
import { runChild } from "../run-child.ts";

/** What a process that makes an estimate is started with. */
export interface EstimateSettings {
  /** The folder of cascade.json. */
  dir: string;
  /** Its artwork. */
  files: readonly string[];
  /** No further picture begins after this. */
  timeLimitMs: number;
  confidenceThreshold: number | undefined;
}

export interface EstimatorDeps {
  store: LearnDeps["store"];
  queues: Pick<Queues, "addEstimate">;
  brandFiles: Pick<BrandFiles, "sourcesOf">;
  logger: Logger;
  /** The bundled `estimate-child.js` and `learn-child.js`. */
  entry: string;
  learnEntry: string;
  confidenceThreshold: number | undefined;
  /** No further picture begins after this. */
  timeLimitMs: number;
}

type Made = Pick<BrandEstimate, "sizes" | "failed">;

/**
 * Makes the estimate of a version of a brand, once; for one that learns, the candidate that follows it up. What cannot be
 * made is recorded too: it would fail again.
 */
export function createEstimator(deps: EstimatorDeps) {
  const { store, logger } = deps;
  const stopping = new AbortController();
  return {
    async make({ name, version }: EstimateJob): Promise<void> {
      const record = await store.brands.version(name, version);
      if (record === undefined || (await store.brands.estimate(name, version)) !== undefined) return;
      const making =
        record.learns_from === undefined
          ? estimate(deps, record, stopping.signal)
          : follow(deps, record, stopping.signal);
      const made = await making.catch((error: unknown): Made => {
        if (error instanceof NotMadeError) return { sizes: [], failed: error.message };
        throw error;
      });
      // Another worker makes it, or this one when it is back.
      if (made === undefined || stopping.signal.aborted) return;
      if (made.failed !== undefined) logger.warn({ brand: name, version, reason: made.failed }, "estimate:failed");
      await store.brands.putEstimate(name, { version, made_at: new Date().toISOString(), ...made });
    },
    /** Ends the one that is being made. */
    stop: () => stopping.abort(),
  };
}

/** @returns undefined when this worker does not have the version yet */
async function estimate(
  { brandFiles, entry, confidenceThreshold, timeLimitMs }: EstimatorDeps,
  { name, version, artwork }: BrandVersion,
  signal: AbortSignal,
): Promise<Made | undefined> {
  const [source] = (await brandFiles.sourcesOf({ brands: [{ name, version }] })) ?? [];
  if (source?.dir === undefined) return undefined;
  const files = artwork.map(({ file }) => file);
  const settings: EstimateSettings = { dir: source.dir, files, timeLimitMs, confidenceThreshold };
  return { sizes: await runChild<BrandEstimate["sizes"]>(entry, settings, signal) };
}

async function follow(deps: EstimatorDeps, record: BrandVersion, signal: AbortSignal): Promise<Made> {
  const candidate = await learn({ ...deps, entry: deps.learnEntry }, record, signal);
  if (candidate !== undefined) await deps.queues.addEstimate({ name: record.name, version: candidate });
  return { sizes: [] };
}

/** Enqueues the estimates that are missing: the ledger says which, whatever became of earlier jobs. */
export async function recoverEstimates({
  store,
  queues,
}: {
  store: Pick<BatchStore, "brands">;
  queues: Pick<Queues, "addEstimate">;
}): Promise<void> {
  for (const newest of await store.brands.list()) {
    if (newest.removed === true) continue;
    const { name, version, candidate } = (await store.brands.last(newest.name)) ?? newest;
    for (const each of new Set([newest.version, candidate === true ? version : newest.version]))
      if ((await store.brands.estimate(name, each)) === undefined) await queues.addEstimate({ name, version: each });
  }
}
