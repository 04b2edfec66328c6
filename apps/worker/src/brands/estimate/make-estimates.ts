import type { BatchStore } from "@symphony/batch-store";
import type { EstimateJob, Queues } from "@symphony/messaging";
import type { Logger } from "@symphony/service";
import type { BrandFiles } from "../brand-files.ts";
import { runEstimate } from "./run-estimate.ts";

export interface EstimatorDeps {
  store: Pick<BatchStore, "brands">;
  brandFiles: Pick<BrandFiles, "sourcesOf">;
  logger: Logger;
  /** The bundled `estimate-child.js`. */
  entry: string;
  confidenceThreshold: number | undefined;
  /** No further picture begins after this. */
  timeLimitMs: number;
}

/** Makes the estimate of a version of a brand, once. One that fails is recorded too: it would fail again. */
export function createEstimator(deps: EstimatorDeps) {
  const { store, brandFiles, logger, entry, confidenceThreshold, timeLimitMs } = deps;
  const stopping = new AbortController();
  return {
    async make({ name, version }: EstimateJob): Promise<void> {
      const record = await store.brands.version(name, version);
      if (record === undefined || (await store.brands.estimate(name, version)) !== undefined) return;
      const [source] = (await brandFiles.sourcesOf({ brands: [{ name, version }] })) ?? [];
      if (source?.dir === undefined) return;
      const files = record.artwork.map(({ file }) => file);
      const settings = { dir: source.dir, files, timeLimitMs, confidenceThreshold };
      const made = await runEstimate(entry, settings, stopping.signal).then(
        (sizes) => ({ sizes }),
        (error: Error) => ({ sizes: [], failed: error.message }),
      );
      // Another worker makes it, or this one when it is back.
      if (stopping.signal.aborted) return;
      if ("failed" in made) logger.warn({ brand: name, version, reason: made.failed }, "estimate:failed");
      await store.brands.putEstimate(name, { version, made_at: new Date().toISOString(), ...made });
    },
    /** Ends the one that is being made. */
    stop: () => stopping.abort(),
  };
}

/** Enqueues the estimates that are missing: the ledger says which, whatever became of earlier jobs. */
export async function recoverEstimates({
  store,
  queues,
}: {
  store: Pick<BatchStore, "brands">;
  queues: Pick<Queues, "addEstimate">;
}): Promise<void> {
  for (const { name, version, removed } of await store.brands.list())
    if (removed !== true && (await store.brands.estimate(name, version)) === undefined)
      await queues.addEstimate({ name, version });
}
