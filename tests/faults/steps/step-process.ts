import { writeSync } from "node:fs";
import { takeStep } from "./steps.ts";
import type { Step } from "./steps.ts";

const [step, root] = process.argv.slice(2) as [Step, string];
try {
  // One call writes the acknowledgement, like a response to a client: what happens after it does not count.
  await takeStep(step, root, (done) => void writeSync(1, `acknowledged ${done}\n`));
} catch (error) {
  writeSync(1, `failed: ${error instanceof Error && "code" in error ? String(error.code) : String(error)}\n`);
}
process.exit(0);
