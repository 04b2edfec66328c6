import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Plugin } from "esbuild";

/** Libraries that the steps import and never call. */
const UNUSED = /^(bullmq|bullmq-otel|ioredis|nodemailer|pino|rate-limiter-flexible)$/;
const stubs: Plugin = {
  name: "stubs",
  setup(context) {
    context.onResolve({ filter: UNUSED }, ({ path }) => ({ path, namespace: "stub" }));
    context.onLoad({ filter: /./, namespace: "stub" }, () => ({ contents: "module.exports = {};" }));
  },
};

/** The bundled program that takes one step. */
export interface StepProgram {
  file: string;
  remove(): Promise<void>;
}

/** @param mutation changes a source file on the way into the bundle */
export const buildSteps = (mutation?: Plugin): Promise<StepProgram> => buildProgram("step-process.ts", mutation);

/** Bundles a program of this folder. */
export async function buildProgram(source: string, mutation?: Plugin): Promise<StepProgram> {
  const dir = await mkdtemp(join(tmpdir(), "symphony-steps-"));
  const file = join(dir, "step.mjs");
  await build({
    entryPoints: [fileURLToPath(new URL(source, import.meta.url))],
    outfile: file,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    logLevel: "error",
    plugins: [...(mutation === undefined ? [] : [mutation]), stubs],
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  });
  return { file, remove: () => rm(dir, { recursive: true, force: true, maxRetries: 3 }) };
}
