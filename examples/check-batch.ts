// Sends files as one batch with the typed client, waits for it and prints the verdict of each image.
//
//   SYMPHONY_URL=http://localhost:8000 npx tsx examples/check-batch.ts a.jpg b.jpg
import { randomUUID } from "node:crypto";
import { openAsBlob } from "node:fs";
import { basename } from "node:path";
import { createSymphonyClient, untilFinished } from "@symphony/client";
import type { ResultsPage } from "@symphony/client";

const client = createSymphonyClient({
  url: process.env["SYMPHONY_URL"] ?? "http://localhost:8000",
  apiKey: process.env["SYMPHONY_API_KEY"],
});

const form = new FormData();
for (const path of process.argv.slice(2)) form.append("files", await openAsBlob(path), basename(path));

const { data: batch } = await client.POST("/api/check-logo/batch", {
  // With the same key, a submission that is sent again is not accepted twice.
  params: { header: { "Idempotency-Key": randomUUID() } },
  body: {},
  bodySerializer: () => form,
});
if (batch === undefined) throw new Error("unreachable: a refused call throws");
console.log(`batch ${batch.batch_id}`);

await untilFinished(client, batch.batch_id, { onStatus: (status) => console.log(`${status.progress} %`) });

// Page by page, so that a batch of any size fits into memory.
let cursor: number | null | undefined = 0;
while (typeof cursor === "number") {
  const { data: page }: { data?: ResultsPage } = await client.GET("/api/batches/{id}/results", {
    params: { path: { id: batch.batch_id }, query: { cursor, limit: 1000 } },
  });
  for (const result of page?.results ?? []) {
    console.log(`${result.Image_Path_or_URL}: ${result.Is_Valid}${result.Error === null ? "" : ` (${result.Error})`}`);
  }
  cursor = page?.next_cursor;
}
