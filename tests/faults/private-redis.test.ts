import { afterEach, expect } from "@jest/globals";
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openRedis } from "@symphony/messaging";
import { until } from "@symphony/test-support/until";
import { startRedis } from "../../tools/redis.mjs";
import { mountTmpfs, reasonWithoutMounts } from "./machine/mounts.ts";
import { faultTest } from "./support/fault-test.ts";
import { stillRunning } from "./support/started-checkout.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const KEYS = 400;

let dir: string;
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** A folder with the files of a Redis that was stopped. */
async function filledFolder(): Promise<void> {
  dir = mkdtempSync(join(tmpdir(), "symphony-aof-"));
  const first = await startRedis({ dir, durable: true });
  const redis = openRedis(first.url, "queue", () => undefined);
  for (let i = 0; i < KEYS; i += 1) await redis.set(`key-${i}`, "x".repeat(100));
  await redis.quit();
  await first.stop();
}

/** The files of Redis 7 are in a folder of their own. */
function fileOf(pattern: RegExp): string {
  const name = readdirSync(dir, { recursive: true }).find((each) => pattern.test(String(each)));
  if (name === undefined) throw new Error(`no file ${pattern}`);
  return join(dir, String(name));
}

/** Damages a file with `change`, starts Redis, and gives what was said and how many keys it has. */
async function startAfter(change: () => void): Promise<{ said: string[]; keys: number }> {
  await filledFolder();
  change();
  const said: string[] = [];
  const redis = await startRedis({ dir, durable: true, say: (line) => said.push(line) });
  const client = openRedis(redis.url, "queue", () => undefined);
  const keys = await client.dbsize();
  await client.set("one", "more");
  await client.quit();
  await redis.stop();
  return { said, keys };
}

const COMMANDS = /(?:incr\.aof|appendonly\.aof)$/;

faultTest(76, "8 KB of zeros in its append-only file set the file aside, said in one line", undefined, async () => {
  const { said, keys } = await startAfter(() => {
    const bytes = readFileSync(fileOf(COMMANDS));
    writeFileSync(fileOf(COMMANDS), bytes.fill(0, 16_384, 16_384 + 8192));
  });
  expect(said).toEqual([expect.stringMatching(/^Redis could not read its data; .*set aside.*It said: .*\S/)]);
  expect(keys).toBe(0);
  expect(readdirSync(join(dir, "set-aside"))).not.toEqual([]);
});

faultTest(76, "an append-only file cut off by a power cut is used as far as it goes", undefined, async () => {
  const { said, keys } = await startAfter(() => truncateSync(fileOf(COMMANDS), 20_000));
  expect([said, keys > 50 && keys < KEYS]).toEqual([[], true]);
});

faultTest(76, "garbage in place of its files sets them aside", undefined, async () => {
  const { said, keys } = await startAfter(() => {
    for (const name of readdirSync(dir, { recursive: true, withFileTypes: true }))
      if (name.isFile()) writeFileSync(join(name.parentPath, name.name), "no Redis wrote this\n");
  });
  expect([said.length, keys]).toEqual([1, 0]);
});

faultTest(76, "a Redis that cannot start says why in its own words", undefined, async () => {
  dir = mkdtempSync(join(tmpdir(), "symphony-aof-"));
  const failing = startRedis({ dir, durable: true, args: ["--no-such-option", "1"] });
  await expect(failing).rejects.toThrow(/It said:\n(?:.|\n)*no-such-option/);
});

faultTest(62, "on a full disk the private Redis works in memory", reasonWithoutMounts(), async () => {
  const mount = mountTmpfs("size=2m");
  dir = mount.dir;
  const said: string[] = [];
  const redis = await startRedis({ dir, durable: true, say: (line) => said.push(line) });
  const client = openRedis(redis.url, "queue", () => undefined);
  await client.set("key", "x".repeat(1_000_000));
  expect([said.length, await client.dbsize()]).toEqual([1, 1]);
  await client.quit();
  await redis.stop();
  mount.unmount();
});

faultTest(
  67,
  "the private Redis ends when the process that started it is killed",
  process.platform === "linux" ? undefined : "there is no /proc",
  async () => {
    dir = mkdtempSync(join(tmpdir(), "symphony-aof-"));
    const script = `import { startRedis } from "./tools/redis.mjs";
      const redis = await startRedis({ dir: ${JSON.stringify(dir)}, durable: false });
      console.log(redis.pid); setInterval(() => {}, 1000);`;
    const owner = spawn(process.execPath, ["--input-type=module", "-e", script], { cwd: root });
    let output = "";
    owner.stdout.on("data", (part: Buffer) => (output += part.toString()));
    await until(() => output.endsWith("\n"), "Redis runs");
    const redis = [{ pid: Number(output), command: "redis-server" }];
    expect(stillRunning(redis)).toHaveLength(1);
    owner.kill("SIGKILL");
    await until(() => stillRunning(redis).length === 0, "Redis has ended", 20_000);
  },
);
