import { constants, openAsBlob } from "node:fs";
import { access } from "node:fs/promises";
import type { SourceFile } from "./source-file.ts";

export interface UploadForm {
  contentType: string;
  body: ReadableStream<Uint8Array>;
}

/** A server refuses a form whose names have such characters: they are sent like the line breaks that FormData escapes. */
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f]/g;

/**
 * A multipart body of any size in flat memory: the blobs are read from disk while the body is sent.
 *
 * @param onSent called with the bytes sent so far and the bytes of all files
 * @throws when a file cannot be read; the error has its `path`
 */
export async function openUploadForm(
  fields: ReadonlyArray<readonly [name: string, value: string]>,
  files: readonly SourceFile[],
  onSent: (sent: number, total: number) => void,
): Promise<UploadForm> {
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, value);
  let total = 0;
  for (const { field, name, path } of files) {
    // A blob opens its file only when it is read, and does not say then which file it was.
    await access(path, constants.R_OK);
    const blob = await openAsBlob(path);
    total += blob.size;
    form.append(field, blob, name.replace(CONTROL, encodeURIComponent));
  }
  const { headers, body } = new Response(form);
  let sent = 0;
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform(bytes, controller) {
      sent += bytes.length;
      onSent(sent, total);
      controller.enqueue(bytes);
    },
  });
  return {
    contentType: headers.get("content-type") as string,
    body: (body as ReadableStream<Uint8Array>).pipeThrough(counter),
  };
}
