import { createHash } from "node:crypto";
import { decodeBatchId } from "@symphony/contract";
import type { BatchId } from "@symphony/contract";
import { keys } from "./keys.ts";
import type { Redis } from "./redis.ts";

/** Where the row of an image is that was judged. */
export interface AnswerPlace {
  batchId: BatchId;
  generation: number;
  seq: number;
}

/**
 * Where images that were judged before have their rows, by the digest of their bytes and of what judged them.
 * It may be forgotten at any time: then an image is judged once more.
 */
export interface Answers {
  find(sha256: string, judgedBy: string): Promise<AnswerPlace | undefined>;
  remember(sha256: string, judgedBy: string, place: AnswerPlace): Promise<void>;
}

/** @param lifetimeMs how long rows are kept */
export function createAnswers(redis: Redis, lifetimeMs: number): Answers {
  const keyOf = (sha256: string, judgedBy: string): string =>
    keys.answer(createHash("sha256").update(`${sha256}:${judgedBy}`).digest("base64url"));
  return {
    async find(sha256, judgedBy) {
      return decodePlace((await redis.get(keyOf(sha256, judgedBy))) ?? "");
    },
    async remember(sha256, judgedBy, { batchId, generation, seq }) {
      await redis.set(
        keyOf(sha256, judgedBy),
        `${batchId} ${generation} ${seq}`,
        "PX",
        Math.max(1, Math.floor(lifetimeMs)),
      );
    },
  };
}

function decodePlace(text: string): AnswerPlace | undefined {
  const [id, generation, seq] = text.split(" ");
  const batchId = decodeBatchId(id);
  return batchId === undefined ? undefined : { batchId, generation: Number(generation), seq: Number(seq) };
}
