import { FetchError } from "../http-client/fetch-error.ts";
import { createHostHealth } from "../http-client/host-health.ts";
import { createSlots } from "../http-client/slots.ts";
import type { SlotUse } from "../http-client/slots.ts";
import type { UrlFetcher } from "./fetch-url.ts";

/** Fetches of a batch that time out in a row, from whatever hosts, before the rest of it is not waited for. */
const BATCH_TIMEOUTS_MAX = 100;

export interface FetchShares {
  /** Fetches at once, those included whose image waits for inspection. */
  inFlight: number;
  perHost: number;
  perBatch: number;
  perCaller: number;
}

export interface FairFetcher {
  /**
   * @returns frees what the fetch holds; called when the file is not needed any more
   * @throws {FetchError} @throws {DeferredError} when there is no room, or the host asks for time
   */
  fetch(
    url: string,
    path: string,
    batch: { batch_id: string; caller?: string | undefined; single?: boolean },
  ): Promise<() => void>;
  close(): Promise<void>;
}

/** Shares the fetches among hosts, batches and callers, so that what is slow holds up nothing else. */
export function createFairFetcher(
  fetcher: UrlFetcher,
  { inFlight, perHost, perBatch, perCaller }: FetchShares,
): FairFetcher {
  const slots = createSlots();
  const batches = createHostHealth({
    failuresMax: BATCH_TIMEOUTS_MAX,
    retryAfterMaxMs: 0,
    pausedMessage: `The last ${BATCH_TIMEOUTS_MAX} addresses of this batch timed out: the rest is paused for a minute, and this address was not requested.`,
  });
  return {
    async fetch(url, path, { batch_id: batchId, caller, single }) {
      batches.assertOpen(batchId);
      const polite: SlotUse[] = [
        [`host ${hostOf(url)}`, perHost],
        [`batch ${batchId}`, perBatch],
        // Batches that an older API accepted name no caller: each counts for itself.
        [`caller ${caller ?? batchId}`, perCaller],
      ];
      // Single checks have a queue of their own, which limits them: they do not wait behind batches.
      const shared: SlotUse[] = single ? [] : [["all", inFlight]];
      const lease = await slots.take(polite, shared);
      try {
        await fetcher.fetch(url, path);
        batches.responded(batchId);
      } catch (error) {
        if (error instanceof FetchError && error.category === "url_timeout") batches.failed(batchId);
        lease.end();
        throw error;
      }
      lease.endFirst();
      return lease.end;
    },
    close: () => fetcher.close(),
  };
}

/** What cannot be parsed is never sent, so it may share one slot. */
const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : "");
