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
if (!canIsolate) console.warn("F-41, F-42 and F-43 are skipped: network namespaces need root and iproute2");

beforeAll(async () => {
  if (!canIsolate) return;
  ip("-n", NAMESPACE, "link", "set", "lo", "up");
  // Every address is an address of this namespace.
  for (const [family, all] of [
    ["-4", "0.0.0.0/0"],
    ["-6", "::/0"],
  ] as const)
    ip("-n", NAMESPACE, family, "route", "add", "local", all, "dev", "lo");
  mkdirSync(`/etc/netns/${NAMESPACE}`, { recursive: true });
  writeFileSync(`/etc/netns/${NAMESPACE}/resolv.conf`, "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n");
  await build({
    entryPoints: [`${root}apps/worker/src/fetch/fetch-url.ts`],
    outfile: bundle,
    bundle: true,
    platform: "node",
    format: "esm",
    external: ["ipaddr.js"],
    alias: { "@symphony/contract": `${root}packages/contract/src/index.ts` },
    packages: "external",
  });
});
afterAll(() => {
  if (!canIsolate) return;
  ip("netns", "delete", NAMESPACE);
  rmSync(`/etc/netns/${NAMESPACE}`, { recursive: true, force: true });
  rmSync(bundle, { force: true });
});

/** Fetches URLs one after another in a network where each address can be reached. */
function fetchAll(urls: readonly string[], allowCidrs = ""): { outcomes: string[]; hits: string[]; served: number } {
  const host = `${root}tests/security/fixtures/closed-world.mjs`;
  const input = JSON.stringify({ urls, allowCidrs });
  const { stdout, stderr } = spawnSync("ip", ["netns", "exec", NAMESPACE, process.execPath, host, bundle, input], {
    encoding: "utf8",
    timeout: 60_000,
    env: { ...process.env, NODE_OPTIONS: "" },
  });
  expect(stderr).toBe("");
  return JSON.parse(stdout) as ReturnType<typeof fetchAll>;
}

isolated("private addresses can be reached in the test's network", () => {
  expect(fetchAll(["http://10.9.0.1/", "http://[fd00::9]/", "http://93.184.216.34/"], "10.0.0.0/8,fd00::/8")).toEqual({
    outcomes: ["fetched", "fetched", "fetched"],
    hits: ["::ffff:10.9.0.1:80", "fd00::9:80"],
    served: 1,
  });
});

const PRIVATE = [
  "127.0.0.1",
  "127.1",
  "127.255.255.254",
  "0",
  "0.0.0.0",
  "2130706433",
  "0x7f000001",
  "0x7f.1",
  "0177.0.0.1",
  "017700000001",
  "127.0.0.1.",
  "１２７.0.0.1",
  "①②⑦.0.0.1",
  "127。0。0。1",
  "%31%32%37.0.0.1",
  "10.0.0.1",
  "10.255.255.255",
  "172.16.0.1",
  "172.31.255.255",
  "192.168.0.1",
  "169.254.169.254",
  "0xa9fea9fe",
  "2852039166",
  "100.64.0.1",
  "192.0.0.1",
  "192.0.2.1",
  "198.18.0.1",
  "198.51.100.1",
  "203.0.113.1",
  "224.0.0.1",
  "240.0.0.1",
  "255.255.255.255",
  "168.63.129.16",
  "[::]",
  "[::1]",
  "[::ffff:127.0.0.1]",
  "[::ffff:7f00:1]",
  "[::127.0.0.1]",
  "[0:0:0:0:0:ffff:a9fe:a9fe]",
  "[64:ff9b::127.0.0.1]",
  "[64:ff9b:1::7f00:1]",
  "[2002:7f00:1::]",
  "[2001:0:7f00:1::]",
  "[2001:db8::1]",
  "[fe80::1]",
  "[fec0::1]",
  "[fc00::1]",
  "[fd12:3456::1]",
  "[ff02::1]",
  "[5f00::1]",
  "[3fff::1]",
  "localhost",
  "LOCALHOST",
  "localhost.",
  "ⓛocalhost",
];

isolated(
  "F-41: no spelling of a private address is reached",
  () => {
    const { outcomes, hits } = fetchAll(PRIVATE.map((host) => `http://${host}/`));
    expect(hits).toEqual([]);
    const reached = PRIVATE.filter(
      (_, i) => !["url_blocked", "url_unreachable", "invalid_url"].includes(outcomes[i] as string),
    );
    expect(reached).toEqual([]);
  },
  90_000,
);

isolated("F-41: other schemes, credentials and other ports are refused", () => {
  const other = [
    "file:///etc/passwd",
    "ftp://93.184.216.34/",
    "gopher://93.184.216.34/",
    "data:image/png;base64,AAAA",
    "javascript:1",
    "http://user@93.184.216.34/",
    "http://93.184.216.34:22/",
    "http://93.184.216.34:25/",
    "http://",
    "//93.184.216.34/",
  ];
  const { outcomes, hits } = fetchAll(other);
  expect(hits).toEqual([]);
  expect(outcomes.every((outcome) => outcome === "url_blocked" || outcome === "invalid_url")).toBe(true);
});

isolated(
  "F-42: names that change their address, or have a private one beside a public one, reach no private address",
  () => {
    const urls = ["open", "flip", "flip", "flip", "flop", "mixed", "inside", "meta"].map(
      (name) => `http://${name}.test/`,
    );
    const { outcomes, hits, served } = fetchAll(urls);
    expect(hits).toEqual([]);
    expect(served).toBeGreaterThanOrEqual(2);
    expect(outcomes.slice(0, 2)).toEqual(["fetched", "fetched"]);
    // The first connection may be reused. A new one is only made to a checked address.
    expect(outcomes.slice(2, 4).every((outcome) => outcome === "fetched" || outcome === "url_blocked")).toBe(true);
    expect(outcomes.slice(4)).toEqual(["url_blocked", "url_blocked", "url_blocked", "url_blocked"]);
  },
  90_000,
);

/** A redirect from the public server, or a chain of them. */
const via = (url: string, hops = 1): string =>
  hops === 0 ? url : via(`http://open.test/to?url=${encodeURIComponent(url)}`, hops - 1);

isolated(
  "F-43: redirects are checked at every hop, and their number is limited",
  () => {
    const cases: Array<[url: string, outcome: string]> = [
      [via("http://93.184.216.34/"), "fetched"],
      [via("http://open.test/", 10), "fetched"],
      [via("http://open.test/", 11), "url_too_many_redirects"],
      ["http://open.test/loop", "url_too_many_redirects"],
      ...[
        "http://10.9.0.1/",
        "http://inside.test/",
        "http://mixed.test/",
        "http://[::1]/",
        "http://2130706433/",
        "http://169.254.169.254/latest/meta-data",
        "//10.9.0.1/",
        "/\\10.9.0.1/",
        "http://open.test:25/",
      ].flatMap((inside): Array<[string, string]> => [
        [via(inside), "url_blocked"],
        [via(inside, 10), "url_blocked"],
      ]),
      ...[
        "file:///etc/passwd",
        "ftp://93.184.216.34/",
        "gopher://93.184.216.34/",
        "data:image/png;base64,AAAA",
        "http://user:pass@93.184.216.34/",
        "http://93.184.216.34:80@10.9.0.1/",
      ].map((other): [string, string] => [via(other, 2), "invalid_url"]),
    ];
    const { outcomes, hits } = fetchAll(cases.map(([url]) => url));
    expect(hits).toEqual([]);
    const wrong = cases
      .map(([url, expected], i) => ({ url, expected, outcome: outcomes[i] }))
      .filter(({ expected, outcome }) => outcome !== expected);
    expect(wrong).toEqual([]);
  },
  90_000,
);
