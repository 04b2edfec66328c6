import { writeSync } from "node:fs";
import { takeScheduleStep } from "./schedule-steps.ts";

const [content = "", root = ""] = process.argv.slice(2);
await takeScheduleStep(root, `worker ${process.pid}`, content);
writeSync(1, "acknowledged step\n");
process.exit(0);
