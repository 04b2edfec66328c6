import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test } from "@jest/globals";
import { createCaller, formOf } from "@symphony/test-support/client";
import { markedPicture } from "@symphony/test-support/pictures";
import { startSystem, until } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";
import { mountShare, reasonWithoutShares } from "./machine/mounts.ts";
import type { HangingMount } from "./machine/mounts.ts";

const withShares = reasonWithoutShares() === undefined ? test : test.skip;
/** Several looks at the share, so that each of them could wait for it. */
const LOOKS_MS = 3_000;

let share: HangingMount;
let system: System;

afterEach(async () => {
  share?.goOn();
  await system?.stop();
  share?.unmount();
});

const isThere = async (name: string): Promise<boolean> => (await readdir(share.source)).includes(name);

async function addFolder(name: string, seed: number): Promise<void> {
  await mkdir(join(share.source, name));
  await writeFile(join(share.source, name, "0.jpg"), await markedPicture(seed));
}

async function start(): Promise<void> {
  system = await startSystem({ env: { WATCH_DIR: share.dir, WATCH_EVERY_MS: "200", WATCH_REST_MS: "500" } });
}

async function checkBatches(): Promise<void> {
  const caller = createCaller(system.url);
  for (let nth = 0; nth < 5; nth += 1) {
    const files = [10 + nth, 20 + nth].map(async (seed): Promise<[string, Buffer]> => [
      `${seed}.jpg`,
      await markedPicture(seed),
    ]);
    const { batch_id: id } = await caller.submit(formOf(await Promise.all(files)));
    await caller.untilDone(id);
    expect((await caller.results(id)).map((result) => result.Is_Valid)).toEqual(["Valid", "Valid"]);
  }
}

withShares(
  "a share that hangs delays its own folders alone, and they are checked when it is back",
  async () => {
    share = mountShare();
    await addFolder("early", 0);
    await start();
    await until(() => isThere("early.report.html"), "a folder is checked");

    share.hang();
    await addFolder("late", 1);
    await new Promise((resolve) => setTimeout(resolve, LOOKS_MS));
    await checkBatches();
    expect(await isThere("late.report.html")).toBe(false);

    share.goOn();
    await until(() => isThere("late.report.html"), "the folder is checked when the share is back");
  },
  120_000,
);

withShares(
  "the system starts and checks batches while a share hangs",
  async () => {
    share = mountShare();
    await addFolder("shoes", 0);
    share.hang();
    await start();
    await checkBatches();
    share.goOn();
    await until(() => isThere("shoes.report.html"), "the folder is checked when the share is back");
  },
  120_000,
);
