import { createCaller, listen } from "@symphony/test-support/client";
import type { Caller, Listener } from "@symphony/test-support/client";
import { image, startImageServer } from "@symphony/test-support/image-server";
import { markedPicture } from "@symphony/test-support/pictures";
import { startSystem, until } from "@symphony/test-support/system";
import type { System, SystemOptions } from "@symphony/test-support/system";
import { findViolations } from "../checker/checker.ts";
import type { Observations, Submission } from "../checker/checker.ts";
import type { Frame } from "../checker/frames.ts";

/**
 * The system, with batches of slow URLs, so that faults can be injected while a batch runs; and a record of what was
 * observed, for the checker.
 */
export interface SlowBatches {
  system: System;
  caller: Caller;
  acknowledged: Submission[];
  /** Submissions whose connection broke. */
  withoutResponse: Submission[];
  /** Submissions that got an error. */
  rejected: Submission[];
  connections: Frame[][];
  send(items?: number): Promise<string>;
  follow(): Promise<Listener>;
  /**
   * Waits until all acknowledged batches are finished.
   *
   * @param more further observations, made again at each check
   * @returns what the checker finds
   */
  violationsAtEnd(resultsBefore?: ReadonlyMap<string, string>, more?: () => Partial<Observations>): Promise<string[]>;
  stop(): Promise<void>;
}

/** The job of a mail or webhook whose worker died runs again once it is found stalled; everything else is faster. */
const CLEAN_WITHIN_MS = 30_000;
const DONE_WITHIN_MS = 90_000;

/** The client id of all batches. */
export const CLIENT = "faults-client";

export async function startSlowBatches(options: SystemOptions = {}, delayMs = 100): Promise<SlowBatches> {
  const server = await startImageServer({ "/i/*": image(await markedPicture(), delayMs) });
  const system = await startSystem({ workers: 2, ...options, env: { RECOVER_EVERY_MS: "1000", ...options.env } });
  const caller = createCaller(system.url);
  const acknowledged: Submission[] = [];
  const withoutResponse: Submission[] = [];
  const rejected: Submission[] = [];
  const connections: Frame[][] = [];
  let urls = 0;

  return {
    system,
    caller,
    acknowledged,
    withoutResponse,
    rejected,
    connections,
    async send(items = 60) {
      const names = Array.from({ length: items }, (_, i) => `${server.url}/i/${urls + i}.jpg`);
      urls += items;
      try {
        const { batch_id } = await caller.submit({ image_paths: names, client_id: CLIENT, chunkSize: 5 });
        acknowledged.push({ batchId: batch_id, names });
        return batch_id;
      } catch (error) {
        withoutResponse.push({ batchId: undefined, names });
        throw error;
      }
    },
    async follow() {
      const listener = await listen(`${system.wsUrl}/ws/${CLIENT}`);
      connections.push(listener.frames);
      return listener;
    },
    async violationsAtEnd(resultsBefore, more = () => ({})) {
      for (const { batchId } of acknowledged) await caller.untilDone(batchId as string, DONE_WITHIN_MS);
      const check = (): Promise<string[]> =>
        findViolations({
          exportsDir: system.exportsDir,
          acknowledged,
          withoutResponse,
          rejected,
          connections,
          finished: true,
          resultsBefore,
          ...more(),
        });
      // Files of the unfinished batch may be removed a moment after the batch is reported as finished.
      let found: string[] = [];
      await until(async () => (found = await check()).length === 0, "there are no violations", CLEAN_WITHIN_MS).catch(
        () => undefined,
      );
      return found;
    },
    async stop() {
      // A suspended process cannot stop.
      for (const { child } of [system.api, system.gateway, ...system.workers]) child.kill("SIGCONT");
      await system.stop();
      await server.close();
    },
  };
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
