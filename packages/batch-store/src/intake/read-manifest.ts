import type { BatchId } from "@symphony/contract";
import { readJson } from "../fs/durable.ts";
import type { Paths } from "../fs/paths.ts";
import { decodeBranded } from "../branded.ts";
import { manifestSchema } from "./manifest.ts";
import type { BatchManifest } from "./manifest.ts";

const fileSchema = { parse: (value: unknown): BatchManifest => manifestSchema.parse(decodeBranded(value)) };

/** `accepted.json` of a batch; undefined when there is no such batch. */
export const readManifest = (paths: Paths, batchId: BatchId): Promise<BatchManifest | undefined> =>
  readJson(paths.manifest(batchId), fileSchema);
