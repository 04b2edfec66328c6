import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "@jest/globals";
import { markedPicture } from "@symphony/test-support/pictures";
import { startSystem, until } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";
import { mountTmpfs, reasonWithoutMounts } from "./machine/mounts.ts";
import type { Mount } from "./machine/mounts.ts";

const missing = reasonWithoutMounts();
const withMounts = missing === undefined ? test : test.skip;

let mount: Mount;
let system: System;
let other: string;

afterEach(async () => {
  await system?.stop();
  mount?.unmount();
  if (other !== undefined) await rm(other, { recursive: true, force: true, maxRetries: 3 });
});

async function start(share: string, env: Record<string, string>, exportsDir?: string): Promise<void> {
  system = await startSystem({
    ...(exportsDir === undefined ? {} : { exportsDir }),
    env: { WATCH_DIR: share, WATCH_EVERY_MS: "200", WATCH_REST_MS: "500", DISK_RESERVE_BYTES: "500000", ...env },
  });
}

async function fill(share: string, photos: number, paddingBytes: number): Promise<void> {
  await mkdir(join(share, "shoes"));
  for (let i = 0; i < photos; i += 1)
    await writeFile(
      join(share, "shoes", `${i}.jpg`),
      Buffer.concat([await markedPicture(i), Buffer.alloc(paddingBytes)]),
    );
}

const isThere = (dir: string, name: string): Promise<boolean> => readdir(dir).then((names) => names.includes(name));

withMounts(
  "a folder that finds the ledger full gets a notice, and is checked once there is room",
  async () => {
    mount = mountTmpfs("size=24m");
    other = await mkdtemp(join(tmpdir(), "symphony-share-"));
    const filler = join(mount.dir, "filler");
    await writeFile(filler, Buffer.alloc(16_000_000));
    await fill(other, 8, 1_500_000);
    await start(other, {}, mount.dir);
    const notice = "shoes.symphony-problem.txt";
    await until(() => isThere(other, notice), "there is a notice");
    expect(await readFile(join(other, notice), "utf8")).toMatch(
      /cannot be checked now and is tried again: .*(room|full)/i,
    );
    expect((await readdir(mount.dir)).filter((name) => /^[0-9a-f-]{36}$/.test(name))).toEqual([]);
    await rm(filler);
    await until(() => isThere(other, "shoes.report.html"), "the folder is checked");
    await until(async () => !(await isThere(other, notice)), "the notice is removed");
  },
  120_000,
);

withMounts(
  "results that a share does not take are put beside their folder when it does",
  async () => {
    mount = mountTmpfs("size=24m");
    await fill(mount.dir, 3, 0);
    mount.remount("ro");
    await start(mount.dir, {});
    const finished = async (): Promise<boolean> => {
      const ids = (await readdir(system.exportsDir)).filter((name) => /^[0-9a-f-]{36}$/.test(name));
      return ids.length === 1 && (await isThere(join(system.exportsDir, ids[0] ?? ""), "final.json"));
    };
    await until(finished, "the batch is finished");
    expect(await readdir(mount.dir)).toEqual(["shoes"]);
    mount.remount("rw");
    await until(() => isThere(mount.dir, "shoes.report.html"), "the report lies beside it");
    expect((await readFile(join(mount.dir, "shoes.results.csv"), "utf8")).trimEnd().split("\r\n")).toHaveLength(4);
  },
  120_000,
);
