// Inspects files with a checkout's built inference process, one after another, and reports the core time of each.
import { fork } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";

const [root, maxPixels] = process.argv.slice(2);
const settings = { modelsDir: `${root}/models`, maxPixels: Number(maxPixels), maxFileBytes: 100_000_000 };
const entry = `${root}/apps/worker/dist/inference-child.js`;
const child = fork(entry, [JSON.stringify(settings)], { serialization: "advanced" });
const [ready] = await once(child, "message");
if (ready.kind !== "ready") throw new Error(ready.message);

/** Milliseconds that all threads of the process ran; the wall clock where the system does not say it. */
async function coreMs() {
  const tasks = await readdir(`/proc/${child.pid}/task`).catch(() => []);
  if (tasks.length === 0) return performance.now();
  const read = (task) => readFile(`/proc/${child.pid}/task/${task}/schedstat`, "utf8").catch(() => "0");
  const ran = await Promise.all(tasks.map(read));
  return ran.reduce((sum, text) => sum + Number(text.split(" ")[0]) / 1e6, 0);
}

process.on("message", async (paths) => {
  const times = [];
  for (const [id, path] of paths.entries()) {
    const before = await coreMs();
    child.send({ id, path });
    await once(child, "message");
    times.push((await coreMs()) - before);
  }
  process.send(times);
});
// The inference process ignores signals and ends when its parent is gone.
process.on("disconnect", () => process.exit());
process.send("ready");
