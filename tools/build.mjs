// Bundles each process into one file: reading some 900 files of packages takes half of a process's start.
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

import { sourceDigest, forgetBuild, isBuiltFrom, setBuiltFrom } from "./build-stamp.mjs";
import { root } from "./root.mjs";

/** Entry points by app; an API has another for its keys, and a worker has others for the processes that it starts and for the doctor. */
const ENTRIES = {
  api: ["src/main.ts", "src/keys.ts"],
  cli: ["src/main.ts"],
  gateway: ["src/main.ts"],
  worker: [
    "src/main.ts",
    "src/inference/inference-child.ts",
    "src/brands/estimate/estimate-child.ts",
    "src/brands/learn/learn-child.ts",
    "src/doctor.ts",
    "src/move-store.ts",
  ],
};

/**
 * Packages with files of their own (binaries, pages, threads), what few processes load, and unzipper, one of whose
 * packages reads its own stack trace as it is loaded: in a bundle that costs the reading of the bundle's source map.
 */
const NOT_BUNDLED =
  /^(@aws-sdk|@bull-board\/ui|@gutenye|@opentelemetry\/(?!api)[\w-]+|bufferutil|msgpackr-extract|onnxruntime-node|pino|pino-http|sharp|swagger-ui-dist|unzipper|utf-8-validate)(\/|$)/;

/** What a process bundled for a test leaves outside: all but our own packages. */
export const externalPackages = externalize((path) => !path.startsWith("@symphony/"));

function externalize(isExternal) {
  return {
    name: "external-packages",
    setup(context) {
      context.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
        kind !== "entry-point" && isExternal(path) ? { path, external: true } : undefined,
      );
    },
  };
}

/** Packages in CommonJS ask for Node's modules by `require`, which a module does not have. */
const REQUIRE =
  'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);';

export async function buildServers() {
  forgetBuild();
  for (const [app, entries] of Object.entries(ENTRIES)) {
    const dir = `${root}apps/${app}`;
    await rm(`${dir}/dist`, { recursive: true, force: true });
    await build({
      entryPoints: entries.map((entry) => `${dir}/${entry}`),
      outdir: `${dir}/dist`,
      entryNames: "[name]",
      bundle: true,
      platform: "node",
      target: "node20",
      format: "esm",
      sourcemap: true,
      sourcesContent: false,
      logLevel: "warning",
      plugins: [externalize((path) => NOT_BUNDLED.test(path))],
      banner: { js: REQUIRE },
      minifyWhitespace: true,
    });
  }
}

export async function buildWeb() {
  forgetBuild();
  const dir = `${root}apps/web`;
  if (!existsSync(`${dir}/vite.config.ts`)) return;
  const { createRequire } = await import("node:module");
  const vite = await import(createRequire(`${dir}/package.json`).resolve("vite"));
  await vite.build({ root: dir, logLevel: "warn" });
}

/** Builds everything, unless the built files come from the current sources. */
export async function buildOnce() {
  const digest = sourceDigest();
  const built = [
    ...Object.keys(ENTRIES).map((app) => `${root}apps/${app}/dist/main.js`),
    `${root}apps/web/dist/index.html`,
  ];
  if (isBuiltFrom(digest) && built.every((file) => existsSync(file))) return;
  await Promise.all([buildServers(), buildWeb()]);
  setBuiltFrom(digest);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await Promise.all([buildServers(), buildWeb()]);
}
