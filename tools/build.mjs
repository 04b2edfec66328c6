// Bundles each process into one file that contains our own packages; npm packages stay outside.
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

import { sourceDigest, forgetBuild, isBuiltFrom, setBuiltFrom } from "./build-stamp.mjs";
import { root } from "./root.mjs";

/** Entry points by app; an API has another for its keys, and a worker has others for the inference process and for the doctor. */
const ENTRIES = {
  api: ["src/main.ts", "src/keys.ts"],
  cli: ["src/main.ts"],
  gateway: ["src/main.ts"],
  worker: ["src/main.ts", "src/inference/inference-child.ts", "src/doctor.ts", "src/move-store.ts"],
};

/** Our packages are bundled, everything else is resolved at run time. */
export const externalPackages = {
  name: "external-packages",
  setup(context) {
    context.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === "entry-point" || path.startsWith("@symphony/") ? undefined : { path, external: true },
    );
  },
};

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
      logLevel: "warning",
      plugins: [externalPackages],
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
