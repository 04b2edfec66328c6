import { crc32 } from "node:zlib";
import { z } from "zod";
import { closestMatchSchema, resultSchema } from "@symphony/contract";
import type { ClosestMatch, ErrorCategory, Result } from "@symphony/contract";
import { StoreError } from "../store-error.ts";

/** A category that a newer version added is kept and shown as it is. */
const categorySchema = z.custom<ErrorCategory>((value) => typeof value === "string");

/**
 * A result with what only this system needs: its item, when it was made, what every stage found. Keys that a newer
 * version added are kept.
 */
export const resultRecordSchema = z.looseObject({
  seq: z.int().min(0),
  batch_id: z.string(),
  processed_at: z.string(),
  /** The closest match below the threshold; the key is older than the word. */
  near_miss: closestMatchSchema.nullable(),
  /** The best finding of each stage that inspected the image, in their order; absent in records of older versions. */
  findings: z.array(closestMatchSchema).optional(),
  /** Stages that did not inspect the image, because an earlier one decided. */
  stages_left: z.int().min(0).optional(),
  /** The item with the same bytes whose result this is. */
  same_as: z.object({ batch_id: z.string(), seq: z.int().min(0) }).optional(),
  /** Pixels of the upright original; null when it could not be decoded. */
  image: z.object({ width: z.int(), height: z.int() }).nullable(),
  result: resultSchema.extend({ Error_Category: categorySchema.nullable() }).loose(),
});

export interface ResultRecord {
  seq: number;
  batch_id: string;
  processed_at: string;
  near_miss: ClosestMatch | null;
  findings?: ClosestMatch[] | undefined;
  stages_left?: number | undefined;
  same_as?: { batch_id: string; seq: number } | undefined;
  image: { width: number; height: number } | null;
  result: Result;
}

const checksum = (text: string): string => crc32(text).toString(16).padStart(8, "0");

/** A result as it stands on disk: JSON with a CRC-32 of its body, so that a torn or damaged file is noticed. */
export function encodeRecord(record: ResultRecord): string {
  const body = JSON.stringify(record);
  return `{"crc":"${checksum(body)}","row":${body}}\n`;
}

/**
 * A result from the text of its file, or `undefined` when the text is damaged.
 *
 * @throws {StoreError} `unknown_format` when it is whole and has a shape that this version does not know
 */
export function decodeRecord(text: string): ResultRecord | undefined {
  const match = /^\{"crc":"([0-9a-f]{8})","row":(.*)\}\n$/s.exec(text);
  const body = match?.[2];
  if (body === undefined || match?.[1] !== checksum(body)) return undefined;
  const parsed = resultRecordSchema.safeParse(JSON.parse(body));
  if (parsed.success) return parsed.data;
  throw new StoreError("unknown_format", "A newer version wrote this result; this version cannot read it.", {
    cause: parsed.error,
  });
}

/** Records of older versions hold only the finding that was shown. */
export function findingsOf({ findings, near_miss, result }: ResultRecord): readonly ClosestMatch[] {
  if (findings !== undefined) return findings;
  const { Detected_By: stage, Confidence: confidence, Bounding_Box: box } = result;
  if (stage !== null && confidence !== null && box !== null) return [{ stage, confidence, box }];
  return near_miss === null ? [] : [near_miss];
}

/** Records of older versions do not say it: a stage that decided may have left others. */
export const hasStagesLeft = ({ stages_left, result }: ResultRecord): boolean =>
  stages_left === undefined ? result.Is_Valid === "Valid" : stages_left > 0;
