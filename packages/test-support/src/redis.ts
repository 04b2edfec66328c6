import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ResultColumns, Verdict } from "@symphony/contract";
import type { FinishedItem, TrackedBatch } from "@symphony/messaging";
import { startRedis } from "../../../tools/redis.mjs";

/** A Redis server for one test file. */
export async function startTestRedis(): Promise<{ url: string; stop(): Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), "symphony-redis-"));
  const redis = await startRedis({ dir, durable: false });
  return {
    url: redis.url,
    async stop() {
      await redis.stop();
      await rm(dir, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** A batch of `total` files, as queues and counters see it. */
export function trackedBatch(total: number, more: Partial<TrackedBatch> = {}): TrackedBatch & { email: null } {
  const now = new Date().toISOString();
  return {
    batch_id: randomUUID(),
    client_id: "client",
    email: null,
    kind: "files",
    chunk_size: 10,
    total,
    created_at: now,
    accepted_at: now,
    single: false,
    ...more,
  };
}

/** A result record as a worker writes it. */
export function resultRecord(manifest: TrackedBatch, seq: number, verdict: Verdict): FinishedItem & RecordRest {
  const result = {
    Image_Path_or_URL: `${seq} "x".jpg`,
    Is_Valid: verdict,
    Confidence: null,
    Detected_By: null,
    Bounding_Box: null,
    Error: null,
    Error_Category: null,
    Processing_Ms: 1,
    Attempts: 1,
  };
  return {
    seq,
    batch_id: manifest.batch_id,
    processed_at: new Date().toISOString(),
    near_miss: null,
    image: null,
    result,
  };
}

interface RecordRest {
  batch_id: string;
  near_miss: null;
  image: null;
  result: ResultColumns;
}
