import type { ClosestMatch, ErrorCategory, Status } from "@symphony/contract";
import type { Item } from "../state/results-store.ts";

/** The state of an item, as lists show it. */
export type ItemState = "uploading" | "waiting" | "validating" | "retrying" | "valid" | "invalid" | "error";

/** What the batch is doing: it decides the state of an item without a verdict. */
export type Activity = "uploading" | "running" | "idle";

export function itemState(item: Item, activity: Activity): ItemState {
  if (item.verdict !== undefined) return item.verdict.toLowerCase() as "valid" | "invalid" | "error";
  if (activity === "uploading") return "uploading";
  if (item.retrying) return "retrying";
  return activity === "running" ? "validating" : "waiting";
}

export const BATCH_STATUS_LABELS: Record<Status["status"], string> = {
  initialized: "Starting",
  processing: "Checking",
  paused: "Paused",
  completed: "Finished",
  cancelled: "Cancelled",
};

export const ITEM_STATE_LABELS: Record<ItemState, string> = {
  uploading: "Uploading",
  waiting: "Waiting",
  validating: "Validating",
  retrying: "Retrying",
  valid: "Valid",
  invalid: "Invalid",
  error: "Error",
};

/** Every reason for an `Error`, in a few words for users. */
export const ERROR_CATEGORY_LABELS: Record<ErrorCategory, string> = {
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

/** Why a closer look did not find the logo. */
export const REASON_SENTENCES: Record<NonNullable<ClosestMatch["reason"]>, string> = {
  too_small: "Cannot tell: this place is too small to read.",
  too_blurred: "Cannot tell: this place is too blurred to read.",
  unlike: "This place is readable, and it is not the logo.",
};

export const itemName = (item: Item): string => item.name ?? `Image ${item.seq + 1}`;

export function percent(confidence: number | null | undefined): string {
  return confidence == null ? "–" : `${Math.round(confidence * 100)} %`;
}
