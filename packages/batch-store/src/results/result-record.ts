import { crc32 } from "node:zlib";
import { z } from "zod";
import { closestMatchSchema, resultSchema } from "@symphony/contract";
import type { ClosestMatch } from "@symphony/contract";

/** A result with what only this system needs: its item, when it was made, what every stage found. */
export const resultRecordSchema = z.object({
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
  result: resultSchema,
});

export type ResultRecord = z.infer<typeof resultRecordSchema>;

const checksum = (text: string): string => crc32(text).toString(16).padStart(8, "0");

/** A result as it stands on disk: JSON with a CRC-32 of its body, so that a torn or damaged file is noticed. */
export function encodeRecord(record: ResultRecord): string {
  const body = JSON.stringify(record);
  return `{"crc":"${checksum(body)}","row":${body}}\n`;
}

/** A result from the text of its file, or `undefined` when `encodeRecord` did not write that text. */
export function decodeRecord(text: string): ResultRecord | undefined {
  const match = /^\{"crc":"([0-9a-f]{8})","row":(.*)\}\n$/s.exec(text);
  const body = match?.[2];
  if (body === undefined || match?.[1] !== checksum(body)) return undefined;
  const parsed = resultRecordSchema.safeParse(JSON.parse(body));
  return parsed.success ? parsed.data : undefined;
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
