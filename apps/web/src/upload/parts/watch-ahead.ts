import type { Verdict } from "@symphony/contract";
import { readResults, readStatus, RESULTS_PAGE_MAX } from "../../api/calls.ts";

const LOOK_EVERY_MS = 2_000;
/** A server that does not check ahead, or has no room for it, never shows the part. */
const LOOKS_MAX = 10;

export interface AheadOptions {
  signal: AbortSignal;
  /** By the names of the images. */
  onVerdicts(verdicts: ReadonlyMap<string, Verdict>): void;
}

/**
 * Reads what a server finds that checks complete uploads while the rest of their batch is sent. It has a batch for each
 * of them, with the id of the upload.
 *
 * @returns a function that takes the id of a complete upload
 */
export function watchAhead({ signal, onVerdicts }: AheadOptions): (uploadId: string) => void {
  const waiting: Array<{ id: string; looks: number }> = [];

  /** @returns whether there is no more to come of the part */
  const look = async (part: { id: string; looks: number }): Promise<boolean> => {
    part.looks += 1;
    const status = await readStatus(part.id, signal).catch(() => undefined);
    if (status === undefined) return part.looks >= LOOKS_MAX;
    if (status.processed === 0) return false;
    const { results } = await readResults(part.id, 0, RESULTS_PAGE_MAX, signal);
    onVerdicts(new Map(results.map(({ Image_Path_or_URL: name, Is_Valid: verdict }) => [name, verdict])));
    return results.length >= status.total;
  };
  /** The parts are checked in their order: whether a later one has begun need not be asked. */
  const lookAtAll = async (): Promise<void> => {
    for (let [first] = waiting; first !== undefined && (await look(first)); [first] = waiting) waiting.shift();
  };

  let looking: Promise<void> | undefined;
  const timer = setInterval(() => {
    looking ??= lookAtAll()
      // What cannot be read now is read later, or with the batch.
      .catch(() => undefined)
      .finally(() => (looking = undefined));
  }, LOOK_EVERY_MS);
  signal.addEventListener("abort", () => clearInterval(timer), { once: true });
  return (id) => void waiting.push({ id, looks: 0 });
}
