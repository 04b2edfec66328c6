import type { BatchId } from "@symphony/contract";
import { createSignal } from "./signal.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** The batch id in a query string such as `?batch=<id>`, or `undefined`. */
export function decodeBatchAddress(search: string): BatchId | undefined {
  const id = new URLSearchParams(search).get("batch")?.trim() ?? "";
  return UUID.test(id) ? id.toLowerCase() : undefined;
}

export const batchAddress = (id: BatchId | undefined): string => (id === undefined ? "/" : `/?batch=${id}`);

/** The batch on screen; `undefined` on the start page, where new batches are put together. */
export const shownBatch = createSignal<BatchId | undefined>(undefined);

/** Whether the page shows the administrator's list of all batches: `/?admin`. */
export const shownAdmin = createSignal(false);

/** Reads the address now and on every step back or forward. */
export function followLocation(): void {
  const read = (): void => {
    shownBatch.set(decodeBatchAddress(location.search));
    shownAdmin.set(new URLSearchParams(location.search).has("admin"));
  };
  window.addEventListener("popstate", read);
  read();
}

export function showBatch(id: BatchId | undefined, historyAction: "push" | "replace" = "push"): void {
  if (historyAction === "push") history.pushState(null, "", batchAddress(id));
  else history.replaceState(null, "", batchAddress(id));
  shownBatch.set(id);
  shownAdmin.set(false);
}
