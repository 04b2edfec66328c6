import { createCaller, listen } from "@symphony/test-support/client";
import type { Caller, Listener } from "@symphony/test-support/client";
import { image, startImageServer } from "@symphony/test-support/image-server";
import type { ImageServer } from "@symphony/test-support/image-server";
import { markedPicture } from "@symphony/test-support/pictures";
import { startSystem, until } from "@symphony/test-support/system";
import type { System, SystemOptions } from "@symphony/test-support/system";
import { findViolations } from "../checker.ts";
import type { Evidence, Sent } from "../checker.ts";
import type { Frame } from "./frames.ts";

/** The system with batches of URLs that take their time, so that there is a middle to strike in, and a record of what was promised. */
export interface SlowBatches {
  system: System;
  caller: Caller;
  acknowledged: Sent[];
  /** What was sent over connections that broke. */
  unanswered: Sent[];
  /** What was answered with an error. */
  refused: Sent[];
  connections: Frame[][];
  send(items?: number): Promise<string>;
  follow(): Promise<Listener>;
  untilProcessed(batchId: string, count: number): Promise<void>;
  /** All that was sent comes to its end, and the checker finds nothing. @param more what else was seen, looked up each time */
  expectAllKept(rowsBefore?: ReadonlyMap<string, string>, more?: () => Partial<Evidence>): Promise<string[]>;
  stop(): Promise<void>;
}

/** A mail or webhook whose worker died is sent again when its job is found stalled; all else is faster. */
const IN_ORDER_WITHIN_MS = 30_000;

/** Whoever sends and follows. */
export const CLIENT = "faults-client";

export async function startSlowBatches(options: SystemOptions = {}, delayMs = 100): Promise<SlowBatches> {
  const server: ImageServer = await startImageServer({ "/i/*": image(await markedPicture(), delayMs) });
  const system = await startSystem({ workers: 2, ...options, env: { RECOVER_EVERY_MS: "1000", ...options.env } });
  const caller = createCaller(system.url);
  const acknowledged: Sent[] = [];
  const [unanswered, refused]: [Sent[], Sent[]] = [[], []];
  const connections: Frame[][] = [];
  let sent = 0;

  return {
    system,
    caller,
    acknowledged,
    unanswered,
    refused,
    connections,
    async send(items = 60) {
      const names = Array.from({ length: items }, () => `${server.url}/i/${sent++}.jpg`);
      try {
        const { batch_id } = await caller.submit({ image_paths: names, client_id: CLIENT, chunkSize: 5 });
        acknowledged.push({ batchId: batch_id, names });
        return batch_id;
      } catch (error) {
        unanswered.push({ batchId: undefined, names });
        throw error;
      }
    },
    async follow() {
      const listener = await listen(`${system.wsUrl}/ws/${CLIENT}`);
      connections.push(listener.frames);
      return listener;
    },
    untilProcessed: (batchId, count) =>
      until(async () => (await caller.status(batchId)).processed >= count, `${count} images are judged`),
    async expectAllKept(rowsBefore, more = () => ({})) {
      for (const { batchId } of acknowledged) await caller.untilDone(batchId as string, 90_000);
      const look = (): Promise<string[]> =>
        findViolations({
          exportsDir: system.exportsDir,
          acknowledged,
          unanswered,
          refused,
          connections,
          finished: true,
          ...(rowsBefore === undefined ? {} : { rowsBefore }),
          ...more(),
        });
      // What only served the unfinished batch may go a moment after its end is told.
      let found: string[] = [];
      await until(async () => (found = await look()).length === 0, "all is in order", IN_ORDER_WITHIN_MS).catch(
        () => undefined,
      );
      return found;
    },
    async stop() {
      for (const { child } of [system.api, system.gateway, ...system.workers]) child.kill("SIGCONT");
      await system.stop();
      await server.close();
    },
  };
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
