import { expect, test } from "@jest/globals";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Who may import whom; an app never imports another app. */
const ARROWS: Record<string, readonly string[]> = {
  "packages/contract": [],
  "packages/client": [],
  "packages/service": [],
  "packages/batch-store": ["@symphony/contract"],
  "packages/messaging": ["@symphony/contract"],
  "apps/gateway": ["@symphony/messaging", "@symphony/contract", "@symphony/service"],
  "apps/api": ["@symphony/batch-store", "@symphony/messaging", "@symphony/contract", "@symphony/service"],
  "apps/worker": ["@symphony/batch-store", "@symphony/messaging", "@symphony/contract", "@symphony/service"],
  "apps/cli": ["@symphony/client"],
  "apps/web": ["@symphony/contract"],
};

/** Foreign libraries that only one file knows. */
const DOORS: Record<string, string> = {
  bullmq: "packages/messaging/src/queues.ts",
  ioredis: "packages/messaging/src/redis.ts",
  "rate-limiter-flexible": "packages/messaging/src/rate-limit.ts",
  "csv-stringify": "packages/batch-store/src/results/results-csv.ts",
  "prom-client": "packages/service/src/metrics.ts",
  "@opentelemetry/api": "packages/service/src/tracing.ts",
  "@opentelemetry/sdk-trace-node": "packages/service/src/tracing.ts",
  "bullmq-otel": "packages/messaging/src/queues.ts",
  pino: "packages/service/src/logger.ts",
  "onnxruntime-node": "apps/worker/src/inference/session.ts",
  sharp: "apps/worker/src/decode/libvips.ts",
  "openapi-fetch": "packages/client/src/client.ts",
  undici: "apps/worker/src/http-client/http-client.ts",
  "ipaddr.js": "apps/worker/src/http-client/address-guard.ts",
  nodemailer: "apps/worker/src/mail/mailer.ts",
  ws: "apps/gateway/src/server.ts",
  multer: "apps/api/src/upload/multipart.ts",
  unzipper: "apps/api/src/upload/zip-directory.ts",
  "file-type": "apps/api/src/upload/image-names.ts",
  "@bull-board/api": "apps/api/src/admin/queue-dashboard.ts",
  "@bull-board/express": "apps/api/src/admin/queue-dashboard.ts",
  "pino-http": "apps/api/src/http/log-requests.ts",
  helmet: "apps/api/src/app.ts",
  cors: "apps/api/src/http/cross-origin.ts",
  compression: "apps/api/src/http/web-page.ts",
  "react-dropzone": "apps/web/src/compose/use-drop.ts",
  "client-zip": "apps/web/src/upload/pack-zip.ts",
  "@tanstack/react-virtual": "apps/web/src/results/image-list.tsx",
  "swagger-ui-dist/absolute-path.js": "apps/api/src/http/docs-page.ts",
  "@asteasolutions/zod-to-openapi": "apps/api/src/openapi.ts",
};

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s+(type\s)?[^;"']*?(?:from\s+)?["']([^"']+)["']|import\(\s*["']([^"']+)["']\s*\)/g;

interface Import {
  file: string;
  target: string;
  /** Erased when compiled: no part of a cycle at run time, and no use of a library. */
  typeOnly: boolean;
}

function sourcesBelow(dir: string): string[] {
  return readdirSync(join(root, dir), { recursive: true, withFileTypes: true })
    .filter(
      (entry) =>
        entry.isFile() &&
        /\.tsx?$/.test(entry.name) &&
        !/\.test\.tsx?$/.test(entry.name) &&
        !entry.parentPath.includes("node_modules"),
    )
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

const imports = Object.keys(ARROWS).flatMap((home) => sourcesBelow(`${home}/src`).flatMap(importsOf));
const homeOf = (file: string): string => file.split("/").slice(0, 2).join("/");

test("the check sees the code it speaks of", () => {
  expect(imports.length).toBeGreaterThan(200);
  for (const [library, door] of Object.entries(DOORS))
    expect(imports).toContainEqual(expect.objectContaining({ file: door, target: library }));
});

test("imports between packages and apps go along the arrows", () => {
  const wrong = imports.filter(
    ({ file, target }) => target.startsWith("@symphony/") && !ARROWS[homeOf(file)]?.includes(target),
  );
  expect(wrong).toEqual([]);
});

test("no relative import leaves its package", () => {
  const wrong = imports.filter(
    ({ file, target }) => target.startsWith(".") && homeOf(join(dirname(file), target)) !== homeOf(file),
  );
  expect(wrong).toEqual([]);
});

test("each foreign library has one door", () => {
  const wrong = imports.filter(
    ({ file, target, typeOnly }) => !typeOnly && DOORS[target] !== undefined && DOORS[target] !== file,
  );
  expect(wrong).toEqual([]);
});

test("there are no import cycles", () => {
  const edges = new Map<string, string[]>();
  for (const { file, target, typeOnly } of imports) {
    if (target.startsWith(".") && !typeOnly) edges.set(file, [...(edges.get(file) ?? []), join(dirname(file), target)]);
  }
  expect(findCycle(edges)).toEqual([]);
});

function findCycle(edges: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): string[] => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return [];
    for (const next of edges.get(file) ?? []) {
      const cycle = visit(next, [...path, file]);
      if (cycle.length > 0) return cycle;
    }
    done.add(file);
    return [];
  };
  for (const file of edges.keys()) {
    const cycle = visit(file, []);
    if (cycle.length > 0) return cycle;
  }
  return [];
}

test("the environment is read in one file an app", () => {
  const readers = Object.keys(ARROWS)
    .flatMap((home) => sourcesBelow(`${home}/src`))
    .filter((file) => /process\.env/.test(readFileSync(join(root, file), "utf8")));
  expect(readers.every((file) => file.endsWith("/config.ts"))).toBe(true);
});
