import { createSymphonyClient, untilFinished } from "@symphony/client";
import type { Status } from "@symphony/client";
import { UsageError } from "./config.ts";
import type { CorrectConfig } from "./config.ts";
import { openSource } from "./source.ts";
import type { FileFailure } from "./source-file.ts";
import { STREAMED } from "./submit.ts";
import { openUploadForm } from "./upload-form.ts";

const POLL_EVERY_MS = 500;

export interface Corrected {
  status: Status;
  /** Files that could not be sent. */
  failed: FileFailure[];
}

/**
 * Sends new files for images of a finished batch that failed, by their names, and waits for their results. Sent once: a
 * repeated call would find the batch running.
 */
export async function correct(config: CorrectConfig, log: (line: string) => void): Promise<Corrected> {
  const source = await openSource(config.source);
  if (source.kind === "urls") throw new UsageError("Corrected files are sent as a folder, a zip or an image.");
  const client = createSymphonyClient(config);
  const form = await openUploadForm([], source.files, () => undefined);
  const { data } = await client.POST("/api/batches/{id}/corrections", {
    params: { path: { id: config.batchId } },
    body: {},
    headers: { "content-type": form.contentType },
    bodySerializer: () => form.body,
    duplex: "half",
    ...STREAMED,
  });
  if (data !== undefined) {
    log(data.message);
    for (const { name, reason } of data.skipped) log(`not used: ${name}: ${reason}`);
    const unlisted = data.skipped_count - data.skipped.length;
    if (unlisted > 0) log(`not used: ${unlisted} more`);
  }
  for (const { name, reason } of source.failed) log(`not sent: ${name}: ${reason}`);
  const status = await untilFinished(client, config.batchId, { everyMs: POLL_EVERY_MS });
  return { status, failed: source.failed };
}
