import { createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { availableParallelism } from "node:os";
import { setTimeout } from "node:timers/promises";
import { createCaller, formOf } from "@symphony/test-support/client";
import type { Caller } from "@symphony/test-support/client";
import { markedPicture } from "@symphony/test-support/pictures";
import { startSystem } from "@symphony/test-support/system";
import { outcomeOf } from "./support/compare.ts";
import type { Outcome } from "./support/compare.ts";

const PHOTOS = 40;
const SILENT_BATCHES = 5;
const SILENT_ADDRESSES = 400;
const SILENT_CHECKS = 20;
const SINGLE_PHOTOS = 8;
const LARGE_BATCH = 20_000;
/** At most three times the time on the idle system. */
const GOAL = 0.33;

interface Context {
  url: string;
  caller: Caller;
  picture: Uint8Array;
  /** Addresses of hosts that take connections and say nothing. */
  silent(host: number, count: number): string[];
  /** Ends a load that runs until it is told. */
  signal: AbortSignal;
}

/** Starts a load and returns once it is there. */
type Load = (context: Context) => Promise<void>;

const LOADS: Record<string, Load> = {
  [`${SILENT_BATCHES} batches of ${SILENT_ADDRESSES} silent addresses`]: async ({ caller, silent }) => {
    for (let batch = 0; batch < SILENT_BATCHES; batch += 1)
      await caller.submit({ image_paths: silent(batch, SILENT_ADDRESSES) });
  },
  [`${SILENT_CHECKS} silent single checks`]: async (context) => {
    for (let i = 0; i < SILENT_CHECKS; i += 1) {
      const body = JSON.stringify({ image_path: context.silent(i, 1)[0] });
      void check(context, "url", { body, headers: { "content-type": "application/json" } });
    }
  },
  [`${SINGLE_PHOTOS} parallel single photos`]: async (context) => {
    const checkAll = async (): Promise<void> => {
      while (!context.signal.aborted)
        await check(context, "", { body: formOf([["x.jpg", context.picture]], {}, "file") });
    };
    for (let i = 0; i < SINGLE_PHOTOS; i += 1) void checkAll();
  },
  [`a batch of ${LARGE_BATCH}`]: async ({ caller, picture }) => {
    const form = formOf(photos(picture, LARGE_BATCH));
    // Making the form takes longer than the API keeps an idle connection: notice that it is closed before using it.
    await setTimeout(0);
    const { batch_id } = await caller.submit(form);
    await caller.untilProcessed(batch_id, 1);
  },
};

/** How long a batch of 40 photos takes beside different loads, against the idle system. */
export async function benchFairnessBeside(runs: number): Promise<Outcome[]> {
  const server = await startSilentServer();
  const outcomes: Outcome[] = [];
  for (const [name, load] of Object.entries(LOADS)) outcomes.push(await besideLoad(name, load, server.port, runs));
  await server.close();
  return outcomes;
}

/** Each load has a system of its own, so that none is left over from the one before. */
async function besideLoad(name: string, load: Load, port: number, runs: number): Promise<Outcome> {
  const system = await startSystem({ workers: availableParallelism(), env: { RESULT_CACHE: "false" } });
  const [caller, picture, ending] = [createCaller(system.url), await markedPicture(), new AbortController()];
  const silent = (host: number, count: number): string[] =>
    Array.from({ length: count }, (_, i) => `http://127.0.1.${host + 1}:${port}/${i}.jpg`);
  const figures: { a: number[]; b: number[] } = { a: [], b: [] };
  try {
    await secondsOf(caller, picture);
    for (let i = 0; i < runs; i += 1) figures.b.push(await secondsOf(caller, picture));
    await load({ url: system.url, caller, picture, silent, signal: ending.signal });
    for (let i = 0; i < runs; i += 1) {
      figures.a.push(await secondsOf(caller, picture));
      process.stderr.write(`fairness, beside ${name}: run ${i + 1} of ${runs}\n`);
    }
  } finally {
    ending.abort();
    await system.stop();
  }
  const facts = { bench: `fairness, ${PHOTOS} photos`, unit: "s", goal: GOAL, smallerIsBetter: true };
  return outcomeOf({ ...facts, a: { name: `beside ${name}` }, b: { name: "idle system" } }, figures);
}

/** The response is of no interest, and the end of the bench cuts it off. */
async function check({ url, signal }: Context, path: string, init: RequestInit): Promise<void> {
  await fetch(`${url}/api/check-logo/single/${path}`, { method: "POST", signal, ...init })
    .then((response) => response.arrayBuffer())
    .catch(() => undefined);
}

async function startSilentServer(): Promise<{ port: number; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "0.0.0.0", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const photos = (picture: Uint8Array, count: number): Array<[string, Uint8Array]> =>
  Array.from({ length: count }, (_, i) => [`${i}.jpg`, picture]);

async function secondsOf(caller: Caller, picture: Uint8Array): Promise<number> {
  const start = performance.now();
  const { batch_id } = await caller.submit(formOf(photos(picture, PHOTOS)));
  await caller.untilDone(batch_id, 120_000);
  return (performance.now() - start) / 1_000;
}
