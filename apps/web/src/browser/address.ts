import type { BatchId } from "@symphony/contract";
import { createSignal } from "./signal.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** The batch id in a query string such as `?batch=<id>`, or `undefined`. */
export function decodeBatchAddress(search: string): BatchId | undefined {
  const id = new URLSearchParams(search).get("batch")?.trim() ?? "";
  return UUID.test(id) ? id.toLowerCase() : undefined;
}

/** Whether an address leads nowhere: another path, or a batch id that is not one. */
function isUnknownAddress({ pathname, search }: Pick<Location, "pathname" | "search">): boolean {
  const named = new URLSearchParams(search).has("batch");
  return (pathname !== "/" && pathname !== "/index.html") || (named && decodeBatchAddress(search) === undefined);
}

export const batchAddress = (id: BatchId | undefined): string => (id === undefined ? "/" : `/?batch=${id}`);

/** The batch on screen; `undefined` on the start page, where new batches are put together. */
export const shownBatch = createSignal<BatchId | undefined>(undefined);

/** Whether the page shows the administrator's list of all batches: `/?admin`. */
export const shownAdmin = createSignal(false);

export const shownNothing = createSignal(false);

/** What is shown of a batch: filter, order, image and so on, as it stands in the address. */
export const addressParams = createSignal("");

/** Reads the address now and on every step back or forward. */
export function followLocation(): void {
  window.addEventListener("popstate", readLocation);
  readLocation();
}

function readLocation(): void {
  shownBatch.set(decodeBatchAddress(location.search));
  shownAdmin.set(new URLSearchParams(location.search).has("admin"));
  shownNothing.set(isUnknownAddress(location));
  addressParams.set(location.search);
}

type HistoryAction = "push" | "replace";

export function showBatch(id: BatchId | undefined, historyAction: HistoryAction = "push"): void {
  go(batchAddress(id), historyAction, null);
}

/** Changes what is shown of a batch. `undefined` takes a part out of the address. */
export function changeAddress(
  change: Readonly<Record<string, string | undefined>>,
  historyAction: HistoryAction = "replace",
  state: unknown = history.state,
): void {
  const params = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(change)) {
    if (value === undefined) params.delete(name);
    else params.set(name, value);
  }
  go(`${location.pathname}?${params}`, historyAction, state);
}

function go(address: string, historyAction: HistoryAction, state: unknown): void {
  try {
    if (historyAction === "push") history.pushState(state, "", address);
    else history.replaceState(state, "", address);
  } catch {
    // Browsers limit how often the address may change; the next change brings it up to date.
  }
  readLocation();
}
