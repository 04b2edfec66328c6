import type { IncomingMessage } from "node:http";
import type { BatchManifest, Staging } from "@symphony/batch-store";
import { correctionFieldsSchema, Problem } from "@symphony/contract";
import type { CorrectionResponse } from "@symphony/contract";
import type { ApiDeps } from "../../deps.ts";
import { addFormFiles } from "../../upload/populate-from-form.ts";
import { skippedOf } from "../../upload/skipped.ts";
import type { SkippedFiles } from "../../upload/skipped.ts";
import type { UploadLimits } from "../../upload/upload-source.ts";
import { requireManifest } from "../find-batch.ts";
import { requireFinishedRun, requireRoom, startRun } from "../start-run.ts";
import { matchByName, matchByNumber } from "./match-corrections.ts";
import type { NamedPick } from "./match-corrections.ts";

/**
 * Takes new files for images of a finished batch that are not valid, and checks only those again, as the next run. When
 * this returns, the files and the run are durable. The earlier files' results and pictures stay in the items' history.
 *
 * @param by who sends them
 * @throws {Problem}
 */
export async function correctBatch(
  deps: ApiDeps,
  id: string,
  request: IncomingMessage,
  by: string,
): Promise<CorrectionResponse> {
  const manifest = await requireManifest(deps, id);
  const finished = await requireFinishedRun(deps, manifest);
  const run = finished.run + 1;
  await requireRoom(deps, run, 1);
  await deps.store.admit(Number(request.headers["content-length"] ?? 0));
  const staging = await deps.store.openStaging();
  try {
    const { fields, skipped } = await addFormFiles(request, staging, limitsOf(deps), correctionFieldsSchema);
    const picks = await pickFiles(deps, manifest, staging, fields.seqs, skipped);
    const names = new Map(staging.files().map(({ index, name }) => [index, name]));
    if (picks.length === 0) throw nothingToCorrect(skipped);
    const seqs = picks.map(({ seq }) => seq).toSorted((a, b) => a - b);
    // Before the files are in the batch, where in a bucket they would stay.
    await requireRoom(deps, run, seqs.length);
    const moved = await staging.moveTo(manifest, run, picks);
    await startRun(deps, manifest, finished, { seqs, corrections: { ...moved, by } });
    const corrected = picks.map(({ index, seq, name }) => ({ seq, name, file: names.get(index) ?? name }));
    return {
      batch_id: manifest.batch_id,
      run,
      message: messageOf(corrected.length, skipped),
      corrected,
      ...skippedOf(skipped),
    };
  } finally {
    await staging.discard();
  }
}

const limitsOf = ({ config }: ApiDeps): UploadLimits => ({
  maxItems: config.MAX_BATCH_ITEMS,
  maxFileBytes: config.MAX_FILE_BYTES,
  maxTotalBytes: config.MAX_UPLOAD_BYTES,
});

function pickFiles(
  deps: ApiDeps,
  manifest: BatchManifest,
  staging: Staging,
  seqs: readonly number[],
  skipped: SkippedFiles,
): Promise<NamedPick[]> {
  const files = staging.files();
  if (seqs.length === 0) return matchByName(deps, manifest, files, skipped);
  if (seqs.length !== files.length || skipped.skipped_count > 0)
    throw new Problem(
      "invalid_request",
      `There are ${seqs.length} numbers in seqs and ${files.length} files that can be taken; send one number for each file.`,
      { more: { ...skippedOf(skipped) } },
    );
  return matchByNumber(deps, manifest, files, seqs, skipped);
}

function messageOf(count: number, { skipped_count: left }: SkippedFiles): string {
  const also = left === 0 ? "" : ` ${left} ${left === 1 ? "file" : "files"} not used.`;
  return `${count} corrected ${count === 1 ? "image is" : "images are"} checked again.${also}`;
}

function nothingToCorrect(skipped: SkippedFiles): Problem {
  const [first] = skipped.skipped;
  const why = first === undefined ? "Send the corrected files in the field files." : `${first.name}: ${first.reason}.`;
  return new Problem("nothing_to_correct", `No file belongs to an image that failed. ${why}`, {
    more: { ...skippedOf(skipped) },
  });
}
