import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { build } from "esbuild";
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const NAMESPACE = `symphony-${process.pid}`;
const bundle = `${root}apps/worker/.run/fetch-url-${process.pid}.mjs`;

const ip = (...args: string[]): boolean => spawnSync("ip", args).status === 0;
const canIsolate = process.getuid?.() === 0 && ip("netns", "add", NAMESPACE);
const isolated = canIsolate ? test : test.skip;
if (!canIsolate) console.warn("no network namespaces here (root and iproute2 are needed): DNS rebinding is not tried in this run");

beforeAll(async () => {
  if (!canIsolate) return;
  const inside = (...args: string[]): void => void ip("-n", NAMESPACE, ...args);
  inside("link", "set", "lo", "up");
  for (const address of ["10.9.0.1", "169.254.169.254", "93.184.216.34"]) inside("address", "add", `${address}/32`, "dev", "lo");
  mkdirSync(`/etc/netns/${NAMESPACE}`, { recursive: true });
  writeFileSync(`/etc/netns/${NAMESPACE}/resolv.conf`, "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n");
  await build({ entryPoints: [`${root}apps/worker/src/fetch-url/fetch-url.ts`], outfile: bundle, bundle: true, platform: "node", format: "esm", external: ["undici", "ipaddr.js"], alias: { "@symphony/contract": `${root}packages/contract/src/index.ts` }, packages: "external" });
});
afterAll(() => {
  if (!canIsolate) return;
  ip("netns", "delete", NAMESPACE);
  rmSync(`/etc/netns/${NAMESPACE}`, { recursive: true, force: true });
  rmSync(bundle, { force: true });
});

isolated("row 42: names that change their address, or have one inside beside one outside, reach nothing inside", () => {
  const host = `${root}tests/security/fixtures/rebinding-host.mjs`;
  const { stdout, stderr } = spawnSync("ip", ["netns", "exec", NAMESPACE, process.execPath, host, bundle], { encoding: "utf8", timeout: 60_000, env: { ...process.env, NODE_OPTIONS: "" } });
  expect(stderr).toBe("");
  const { outcomes, hits, served } = JSON.parse(stdout) as { outcomes: Record<string, string[]>; hits: number; served: number };
  expect(hits).toBe(0);
  expect(served).toBeGreaterThanOrEqual(3);
  expect(outcomes["http://open.test/"]).toEqual(["fetched"]);
  // The first connection may be kept open and used again; a new one is only ever made to a checked address.
  expect(outcomes["http://flip.test/"]?.[0]).toBe("fetched");
  expect(outcomes["http://flip.test/"]?.every((outcome) => outcome === "fetched" || outcome === "url_blocked")).toBe(true);
  for (const name of ["flop", "mixed", "inside", "meta"]) expect(outcomes[`http://${name}.test/`]).toEqual(["url_blocked"]);
  expect(outcomes["http://open.test/redirect"]).toEqual(["url_blocked"]);
}, 90_000);
