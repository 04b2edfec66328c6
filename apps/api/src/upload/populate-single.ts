import type { IncomingMessage } from "node:http";
import type { Staging } from "@symphony/batch-store";
import { Problem, singleRequestSchema } from "@symphony/contract";
import { readMultipart } from "../http/multipart.ts";
import { createNameBudget } from "./name-budget.ts";
import { createSkippedList } from "./skipped-list.ts";
import type { Upload } from "./upload-source.ts";

const SINGLE = { batchId: undefined, clientId: undefined, chunkSize: 1, single: true };

const single = (): Upload => ({ submission: SINGLE, skipped: createSkippedList() });

/** Adds the one image of a form, or its URL when the form has no file. */
export async function populateFromSingleForm(
  request: IncomingMessage,
  staging: Staging,
  maxFileBytes: number,
): Promise<Upload> {
  const names = createNameBudget();
  const fields = await readMultipart(
    request,
    { fields: ["file"], maxFiles: 1, isWanted: (_field, name) => names.take(name) },
    (_field, name, bytes) => staging.addFile(name, bytes, maxFileBytes),
  );
  return staging.count > 0 ? single() : populateFromSingleUrl(fields, staging);
}

/** Adds the one image that the fields name by its URL. */
export function populateFromSingleUrl(fields: unknown, staging: Staging): Upload {
  const parsed = singleRequestSchema.safeParse(fields);
  if (!parsed.success)
    throw new Problem("nothing_to_do", "Send an image in the field file, or its URL in the field image_path.");
  staging.addUrl(parsed.data.image_path);
  return single();
}
