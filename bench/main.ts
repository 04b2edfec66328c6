/**
 * `pnpm bench [names] [--runs 5]`: compares two things in one run, prints a table and writes it as JSON.
 * Needs a built project (`pnpm build`); a quiet machine gives narrower spreads, the ratios hold on a busy one too.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { benchColdStart } from "./cold-start.ts";
import { benchEarlyExit } from "./early-exit.ts";
import { benchFairnessBeside } from "./fairness-beside.ts";
import { benchFairness } from "./fairness.ts";
import { benchGateway } from "./gateway.ts";
import { benchIngest } from "./ingest.ts";
import { benchMemory } from "./memory.ts";
import { benchMix } from "./mix.ts";
import { benchObjectStore } from "./object-store.ts";
import { benchOverhead } from "./overhead.ts";
import { benchPipeline } from "./pipeline.ts";
import { benchPage } from "./page.ts";
import { benchParts } from "./parts.ts";
import { benchScaleOut } from "./scale-out.ts";
import { machineFacts, tableOf } from "./support/compare.ts";
import type { Outcome } from "./support/compare.ts";

const BENCHES: Record<string, (runs: number) => Promise<Outcome[]>> = {
  pipeline: benchPipeline,
  "early-exit": benchEarlyExit,
  mix: benchMix,
  overhead: benchOverhead,
  ingest: benchIngest,
  parts: benchParts,
  memory: benchMemory,
  gateway: benchGateway,
  page: benchPage,
  "scale-out": benchScaleOut,
  "object-store": benchObjectStore,
  fairness: async (runs) => [...(await benchFairnessBeside(runs)), ...(await benchFairness(runs))],
  "cold-start": benchColdStart,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: "string", default: "5" } },
});
const unknown = positionals.filter((name) => BENCHES[name] === undefined);
if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.join(", ")}; there are ${Object.keys(BENCHES).join(", ")}.`);
  process.exit(1);
}

const outcomes: Outcome[] = [];
for (const [name, bench] of Object.entries(BENCHES)) {
  if (positionals.length === 0 || positionals.includes(name)) outcomes.push(...(await bench(Number(values.runs))));
}
console.log(`${tableOf(outcomes)}\n\n${machineFacts()}; medians of ${values.runs} runs with their spread.`);
const path = fileURLToPath(new URL("../.run/bench.json", import.meta.url));
await mkdir(fileURLToPath(new URL("../.run", import.meta.url)), { recursive: true });
await writeFile(path, JSON.stringify({ machine: machineFacts(), at: new Date().toISOString(), outcomes }, null, 2));
