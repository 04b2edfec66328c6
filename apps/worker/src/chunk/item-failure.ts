import type { ErrorCategory } from "@symphony/contract";
import { FetchError } from "../http-client/fetch-error.ts";
import { ItemError } from "../item-error.ts";

/** Why an item has no verdict: the sentence is for the person who sent the image. */
export interface ItemFailure {
  category: ErrorCategory;
  message: string;
  /** Whether a retry may end differently. */
  transient: boolean;
}

/** The failure of an item behind an error; `undefined` when the error is not about the item. */
export function failureOf(error: unknown): ItemFailure | undefined {
  return error instanceof ItemError || error instanceof FetchError ? error : undefined;
}
