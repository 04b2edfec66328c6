// `pnpm chaos --minutes 10 --seed 1`: injects random faults while batches come in, then runs the checker.
// `--hosts` puts every process on a simulated host of its own, `--bucket` the ledger in a bucket behind a network that
// fails; `--items 5000` submits one batch of so many images and injects faults until it has ended.
// `--built` uses what is already built.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { runChaos } from "./chaos/run.ts";
import { reasonWithoutHosts, runEnclosed } from "./machine/network.ts";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "10" },
    seed: { type: "string", default: String(Date.now() % 100_000) },
    hosts: { type: "boolean", default: false },
    bucket: { type: "boolean", default: false },
    items: { type: "string", default: "0" },
    built: { type: "boolean", default: false },
    /** Set by this program itself, once it runs in a network of its own. */
    enclosed: { type: "boolean", default: false },
  },
});
if (!values.built) execFileSync(process.execPath, ["tools/build.mjs"], { stdio: "ignore" });
if (values.hosts && !values.enclosed) {
  const missing = reasonWithoutHosts();
  if (missing !== undefined) {
    console.error(missing);
    process.exit(1);
  }
  const { minutes, seed, items, bucket } = values;
  const again = [fileURLToPath(import.meta.url), "--hosts", "--enclosed", "--built", ...(bucket ? ["--bucket"] : [])];
  process.exit(runEnclosed([...again, "--minutes", minutes, "--seed", seed, "--items", items]));
}
const { seed, minutes, hosts, bucket, items } = values;
const options = { seed: Number(seed), minutes: Number(minutes), hosts, bucket, items: Number(items) };
const violations = await runChaos(options);
process.exit(violations.length === 0 ? 0 : 1);
