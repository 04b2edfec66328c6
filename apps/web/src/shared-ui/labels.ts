import type { ErrorCategory } from "@symphony/contract";
import type { Row } from "../state/results-store.ts";

/** Where an image stands, as the list shows it. */
export type RowState = "uploading" | "waiting" | "validating" | "retrying" | "valid" | "invalid" | "error";

/** What the batch is doing: it decides how an image without a verdict reads. */
export type Activity = "uploading" | "running" | "resting";

export function rowState(row: Row, activity: Activity): RowState {
  if (row.verdict !== undefined) return row.verdict.toLowerCase() as "valid" | "invalid" | "error";
  if (activity === "uploading") return "uploading";
  if (row.retrying) return "retrying";
  return activity === "running" ? "validating" : "waiting";
}

export const STATE_WORDS: Record<RowState, string> = {
  uploading: "Uploading",
  waiting: "Waiting",
  validating: "Validating",
  retrying: "Retrying",
  valid: "Valid",
  invalid: "Invalid",
  error: "Error",
};

/** Every reason for an `Error`, short, for people who never saw the code. */
export const CATEGORY_WORDS: Record<ErrorCategory, string> = {
  empty_file: "Empty file",
  not_an_image: "Not an image",
  unsupported_format: "Format not supported",
  corrupt_image: "Damaged image",
  too_many_pixels: "Too many pixels",
  file_too_large: "File too large",
  file_missing: "File got lost",
  invalid_url: "Not a web address",
  url_blocked: "Address not allowed",
  url_not_found: "Nothing at this address",
  url_http_error: "Website refused",
  url_unreachable: "Website unreachable",
  url_timeout: "Website too slow",
  url_too_many_redirects: "Address leads in circles",
  out_of_memory: "Too large to check",
  decoder_crashed: "Could not be opened",
  judging_timeout: "Took too long",
  model_failed: "Detector failed",
  expired: "Kept waiting too long",
  cancelled: "Cancelled",
  internal: "Failed on our side",
};

export const nameOf = (row: Row): string => row.name ?? `Image ${row.seq + 1}`;

export function percent(confidence: number | null | undefined): string {
  return confidence == null ? "–" : `${Math.round(confidence * 100)} %`;
}
