import type { BatchId } from "@symphony/contract";
import { createSignal } from "./signal.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** The batch an address points to, or `undefined`: `/?batch=<id>`. */
export function decodeBatchAddress(search: string): BatchId | undefined {
  const id = new URLSearchParams(search).get("batch")?.trim() ?? "";
  return UUID.test(id) ? id.toLowerCase() : undefined;
}

export const batchAddress = (id: BatchId | undefined): string => (id === undefined ? "/" : `/?batch=${id}`);

/** Which batch the page shows; `undefined` is the place where batches are made. */
export const shownBatch = createSignal<BatchId | undefined>(undefined);

/** Whether the page shows the administrator's list of all batches: `/?admin`. */
export const shownAdmin = createSignal(false);

export function followAddress(): void {
  const read = (): void => {
    shownBatch.set(decodeBatchAddress(location.search));
    shownAdmin.set(new URLSearchParams(location.search).has("admin"));
  };
  window.addEventListener("popstate", read);
  read();
}

export function showBatch(id: BatchId | undefined, how: "push" | "replace" = "push"): void {
  if (how === "push") history.pushState(null, "", batchAddress(id));
  else history.replaceState(null, "", batchAddress(id));
  shownBatch.set(id);
  shownAdmin.set(false);
}
