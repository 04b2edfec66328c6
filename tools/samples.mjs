// `npm run samples`: checks the pictures of samples/ with a running Symphony and prints the verdicts.
import { openAsBlob } from "node:fs";
import { readFile } from "node:fs/promises";
import { root } from "./root.mjs";

const address = process.env.SYMPHONY_URL || "http://localhost:8000";
const WAIT_MS = 120_000;

async function call(path, init) {
  const response = await fetch(`${address}${path}`, init).catch(() => {
    throw new Error(`${address} cannot be reached: run "npm start" first, or set SYMPHONY_URL.`);
  });
  const body = await response.json();
  if (!response.ok) throw new Error(body.detail ?? `${path} failed with status ${response.status}`);
  return body;
}

async function main() {
  const expected = JSON.parse(await readFile(`${root}samples/expected.json`, "utf8"));
  const form = new FormData();
  for (const name of Object.keys(expected)) form.append("files", await openAsBlob(`${root}samples/${name}`), name);
  form.append("chunkSize", "2");
  const { batch_id: id, total } = await call("/api/check-logo/batch/", { method: "POST", body: form });
  console.log(`Batch ${id}: ${total} images sent.`);

  for (const deadline = Date.now() + WAIT_MS; ;) {
    const status = await call(`/api/check-logo/batch/${id}/status`);
    if (status.completed_at !== null) break;
    if (Date.now() > deadline)
      throw new Error(
        `${status.processed} of ${status.total} images were done after ${WAIT_MS / 1000} s; are workers running?`,
      );
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  const { results } = await call(`/api/check-logo/batch/${id}/complete`);
  console.table(
    results.map((each) => ({
      file: each.Image_Path_or_URL,
      verdict: each.Is_Valid,
      expected: expected[each.Image_Path_or_URL],
      confidence: each.Confidence?.toFixed(2) ?? "",
      error: each.Error ?? "",
      ms: each.Processing_Ms,
    })),
  );
  console.log(`See it on the page: ${address}/?batch=${id}`);
  process.exitCode = results.every((each) => each.Is_Valid === expected[each.Image_Path_or_URL]) ? 0 : 1;
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
