import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Which of our packages each package and app may import. No app may be imported. */
const ARROWS: Record<string, readonly string[]> = {
  "packages/contract": [],
  "packages/client": [],
  "packages/service": [],
  "packages/object-storage": [],
  "packages/batch-store": ["@symphony/object-storage", "@symphony/contract"],
  "packages/messaging": ["@symphony/contract"],
  "apps/gateway": ["@symphony/messaging", "@symphony/contract", "@symphony/service"],
  "apps/api": [
    "@symphony/batch-store",
    "@symphony/object-storage",
    "@symphony/messaging",
    "@symphony/contract",
    "@symphony/service",
  ],
  "apps/worker": [
    "@symphony/batch-store",
    "@symphony/object-storage",
    "@symphony/messaging",
    "@symphony/contract",
    "@symphony/service",
  ],
  "apps/cli": ["@symphony/client", "@symphony/contract"],
  "apps/web": ["@symphony/contract"],
};

/** May import everything, and is imported by tests only. */
const TEST_SUPPORT = "packages/test-support";

/** Libraries that any file may use: types and schemas, the page's components, small helpers. */
const SHARED = [
  "@mantine/core",
  "@tabler/icons-react",
  "@tanstack/react-query",
  "express",
  "ipaddr.js",
  "p-limit",
  "react",
  "zod",
];

/** Every other library, and the one file that knows it; one for the page and one for servers, where both use it. */
const DOORS: Record<string, string | readonly string[]> = {
  "@asteasolutions/zod-to-openapi": "apps/api/src/openapi.ts",
  "@aws-sdk/client-s3": "packages/object-storage/src/s3.ts",
  "@bull-board/api": "apps/api/src/admin/queue-dashboard.ts",
  "@bull-board/express": "apps/api/src/admin/queue-dashboard.ts",
  "@opentelemetry/api": "packages/service/src/tracing.ts",
  "@opentelemetry/exporter-trace-otlp-http": "packages/service/src/tracing.ts",
  "@opentelemetry/resources": "packages/service/src/tracing.ts",
  "@opentelemetry/sdk-trace-node": "packages/service/src/tracing.ts",
  "@streamparser/json": "apps/api/src/upload/read-url-list.ts",
  "@tanstack/react-virtual": "apps/web/src/results/image-list.tsx",
  "@tus/server": "apps/api/src/upload/resumable/tus.ts",
  "@zip.js/zip.js": "apps/api/src/upload/zip/deflate64.ts",
  bullmq: "packages/messaging/src/queue/bullmq.ts",
  "bullmq-otel": "packages/messaging/src/queue/bullmq.ts",
  "tus-js-client": ["apps/cli/src/parts/send-part.ts", "apps/web/src/upload/parts/send-part.ts"],
  "client-zip": [
    "apps/api/src/archive/stored-zip.ts",
    "apps/cli/src/parts/pack-bundle.ts",
    "apps/web/src/upload/pack-zip.ts",
  ],
  compression: "apps/api/src/http/web-page.ts",
  cors: "apps/api/src/http/cross-origin.ts",
  "csv-parse": ["packages/batch-store/src/results/read-csv.ts", "apps/web/src/upload/lists/csv-records.ts"],
  "csv-stringify": "packages/batch-store/src/results/results-csv.ts",
  "file-type": "apps/api/src/upload/sniff.ts",
  helmet: "apps/api/src/app.ts",
  "image-size": "apps/api/src/batches/exports/dataset/picture-size.ts",
  ioredis: "packages/messaging/src/redis/redis.ts",
  multer: "apps/api/src/http/multipart.ts",
  nodemailer: "apps/worker/src/mail/mailer.ts",
  "onnxruntime-node": "apps/worker/src/onnx/session.ts",
  "openapi-fetch": "packages/client/src/client.ts",
  pbf: "apps/worker/src/cascade/yolo/model-metadata.ts",
  pino: "packages/service/src/logger.ts",
  "pino-http": "apps/api/src/http/log-requests.ts",
  "prom-client": "packages/service/src/metrics.ts",
  "read-excel-file": "apps/web/src/upload/lists/workbook-records.ts",
  "rate-limiter-flexible": "packages/messaging/src/rate-limit.ts",
  "react-dom": "apps/web/src/main.tsx",
  "react-dropzone": "apps/web/src/new-batch/use-drop.ts",
  saxes: "apps/worker/src/schedules/sources/parse-sitemap.ts",
  sharp: ["apps/api/src/brands/artwork/read-artwork.ts", "apps/worker/src/decode/libvips.ts"],
  "swagger-ui-dist": "apps/api/src/http/docs-page.ts",
  unzipper: "apps/api/src/upload/zip/zip-entry.ts",
  ws: "apps/gateway/src/server.ts",
  yazl: "apps/api/src/archive/compressed-zip.ts",
};

/** More files in one folder are no longer read as one thing. */
const MAX_FILES_PER_FOLDER = 16;

/** `import … from "x"`, `export … from "x"`, `import "x"` and `import("x")`. */
const IMPORT =
  /^[ \t]*(?:import|export)\s+(type\s)?(?:[\w*$\s{},]+?\sfrom\s+)?["']([^"'\n]+)["'];?$|\bimport\(\s*["']([^"'\n]+)["']\s*\)/gm;
const SOURCE = /\.(?:tsx?|mjs)$/;
const TEST = /\.test\.tsx?$/;

interface Import {
  file: string;
  /** As written: a package, or a path that begins with a dot. */
  target: string;
  /** Erased by the compiler. */
  typeOnly: boolean;
}

function filesBelow(dir: string): string[] {
  return readdirSync(join(root, dir), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && SOURCE.test(entry.name) && !/node_modules|\bdist\b/.test(entry.parentPath))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), "utf8");
  return [...text.matchAll(IMPORT)].map((match) => ({
    file,
    target: match[2] ?? match[3] ?? "",
    typeOnly: match[1] !== undefined,
  }));
}

/** `packages/contract`, `apps/api`, or `tests`. */
function homeOf(file: string): string {
  const [top = "", second = ""] = file.split("/");
  return top === "packages" || top === "apps" ? `${top}/${second}` : top;
}
const isRelative = ({ target }: Import): boolean => target.startsWith(".");
const targetFile = ({ file, target }: Import): string => join(dirname(file), target);
const leavesHome = (each: Import): boolean => isRelative(each) && homeOf(targetFile(each)) !== homeOf(each.file);

const homes = [...Object.keys(ARROWS), TEST_SUPPORT];
const sources = homes.flatMap((home) => filesBelow(`${home}/src`)).filter((file) => !TEST.test(file));
const imports = sources.flatMap(importsOf);

test("arrows: a package imports only what it may", () => {
  expect(imports.length).toBeGreaterThan(500);
  const wrong = imports.filter(
    ({ file, target }) =>
      target.startsWith("@symphony/") && homeOf(file) !== TEST_SUPPORT && !ARROWS[homeOf(file)]?.includes(target),
  );
  expect(wrong).toEqual([]);
});

test("arrows: every package and app is listed", () => {
  const there = ["apps", "packages"].flatMap((top) => readdirSync(join(root, top)).map((name) => `${top}/${name}`));
  expect(homes.toSorted()).toEqual(there.toSorted());
});

test("no relative import leaves its package", () => {
  expect(imports.filter((each) => leavesHome(each) && homeOf(each.file) !== TEST_SUPPORT)).toEqual([]);
});

test("no test reaches into another package for its fixtures", () => {
  const tests = ["apps", "packages", "tests"].flatMap(filesBelow).filter((file) => homeOf(file) !== TEST_SUPPORT);
  const wrong = tests
    .flatMap(importsOf)
    .filter((each) => leavesHome(each) && (!each.file.startsWith("tests/") || /\bfixtures\//.test(each.target)));
  expect(wrong).toEqual([]);
});

test("doors: each library is known to one file", () => {
  const doors: Record<string, string[]> = {};
  for (const { file, target, typeOnly } of imports) {
    const library = packageOf(target);
    if (typeOnly || library === undefined || SHARED.includes(library) || homeOf(file) === TEST_SUPPORT) continue;
    const files = (doors[library] ??= []);
    if (!files.includes(file)) files.push(file);
  }
  expect(doors).toEqual(Object.fromEntries(Object.entries(DOORS).map(([library, door]) => [library, [door].flat()])));
});

/** The npm package of an import, or undefined for our own and Node's. */
function packageOf(target: string): string | undefined {
  if (/^(?:\.|node:|@symphony\/)/.test(target)) return undefined;
  return target
    .split("/")
    .slice(0, target.startsWith("@") ? 2 : 1)
    .join("/");
}

test("cycles: no file imports itself through others, not even for its types", () => {
  const edges = imports.filter(isRelative).map((each) => [each.file, targetFile(each)] as const);
  expect(findCycle(edges)).toEqual([]);
});

test("folders import each other in one direction only", () => {
  const edges = imports.filter(isRelative).flatMap((each) => foldersOf(each.file, targetFile(each)));
  expect(edges.length).toBeGreaterThan(100);
  expect(findCycle(edges)).toEqual([]);
});

/**
 * The two sibling folders that an import connects: `a/b/x.ts` and `a/c/d/y.ts` give `a/b` and `a/c`. None where one
 * file is above the other.
 */
function foldersOf(from: string, to: string): Array<readonly [string, string]> {
  const [a, b] = [from.split("/"), to.split("/")];
  const common = a.findIndex((part, i) => part !== b[i]);
  if (common >= a.length - 1 || common >= b.length - 1) return [];
  return [[a.slice(0, common + 1).join("/"), b.slice(0, common + 1).join("/")]];
}

/** The first cycle in a graph, as a list of nodes that ends with its first one. */
function findCycle(pairs: ReadonlyArray<readonly [string, string]>): string[] {
  const edges = new Map<string, Set<string>>();
  for (const [from, to] of pairs) edges.set(from, (edges.get(from) ?? new Set()).add(to));
  const done = new Set<string>();
  const visit = (node: string, path: readonly string[]): string[] => {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node];
    if (done.has(node)) return [];
    for (const next of edges.get(node) ?? []) {
      const cycle = visit(next, [...path, node]);
      if (cycle.length > 0) return cycle;
    }
    done.add(node);
    return [];
  };
  for (const node of edges.keys()) {
    const cycle = visit(node, []);
    if (cycle.length > 0) return cycle;
  }
  return [];
}

test("a folder has at most 16 source files", () => {
  const folders = new Map<string, number>();
  for (const file of [...sources, ...["tools", "bench"].flatMap(filesBelow)])
    folders.set(dirname(file), (folders.get(dirname(file)) ?? 0) + 1);
  expect([...folders].filter(([, count]) => count > MAX_FILES_PER_FOLDER)).toEqual([]);
});

test("the environment is read in config.ts only", () => {
  const readers = sources.filter(
    (file) => homeOf(file) !== TEST_SUPPORT && /process\.env/.test(readFileSync(join(root, file), "utf8")),
  );
  expect(readers.length).toBeGreaterThan(0);
  expect(readers.filter((file) => !file.endsWith("/config.ts"))).toEqual([]);
});
