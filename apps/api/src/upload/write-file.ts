import { TooLargeError } from "@symphony/batch-store";
import type { Written } from "@symphony/batch-store";
import { Problem } from "@symphony/contract";
import type { FileThreads, Hired } from "./file-threads.ts";
import { gather } from "./blocks.ts";
import type { Outcome } from "./thread-jobs.ts";
import { SkipEntry } from "./zip-entry.ts";

let lastFile = 0;

/**
 * Has a thread write a stream to a new file and make it durable. While it writes one block the next is gathered,
 * so memory stays at two blocks whatever the size.
 *
 * @throws {TooLargeError} as soon as more than `maxBytes` came
 */
export async function writeFile(
  threads: FileThreads,
  path: string,
  bytes: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<Written> {
  let hired: Hired | undefined;
  const file = (lastFile += 1);
  let sent: Promise<Outcome> | undefined;
  try {
    for await (const { block, used, last } of gather(bytes)) {
      if (sent !== undefined) throwFailure(await sent, maxBytes);
      // Only now: of files that are begun together each finds the others' first blocks waiting.
      hired ??= threads.hire();
      sent = hired({ kind: "block", file, path, maxBytes, block: new Uint8Array(block, 0, used), last });
      // Looked at when the next block is full; until then a failure has nobody to hear of it.
      sent.catch(() => undefined);
    }
    return writtenBy(await (sent as Promise<Outcome>), maxBytes);
  } catch (error) {
    await hired?.({ kind: "give-up", file }).catch(() => undefined);
    throw error;
  }
}

/** What a thread wrote. @throws what kept it from that */
export function writtenBy(outcome: Outcome, maxBytes: number): Written {
  throwFailure(outcome, maxBytes);
  if ("written" in outcome) return outcome.written;
  throw new Error("a thread that writes files left one unfinished");
}

/** @throws what kept a file from being written, or a part of it */
export function throwFailure(outcome: Outcome, maxBytes: number): void {
  if ("tooLarge" in outcome) throw new TooLargeError(maxBytes);
  if ("skipped" in outcome) throw new SkipEntry(outcome.skipped);
  if ("overBudget" in outcome) throw new Problem("zip_refused", "The zip file unpacks to more than is allowed.");
  if (!("failed" in outcome)) return;
  const { name, message, code } = outcome.failed;
  throw Object.assign(new Error(`${name}: ${message}`), { code });
}
