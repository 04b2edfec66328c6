import { randomUUID } from "node:crypto";

/** A file of a form. */
export interface Part {
  field: string;
  name: string;
  bytes(): AsyncIterable<Uint8Array>;
}

export interface Form {
  contentType: string;
  body: AsyncIterable<Uint8Array>;
}

/** As browsers write names (WHATWG HTML, "multipart form data"). */
const escapeName = (name: string): string =>
  name.replaceAll("\r", "%0D").replaceAll("\n", "%0A").replaceAll('"', "%22");

/** A multipart body that holds one piece of one file at a time, however many there are. @param onPart called as each begins */
export function multipartOf(
  fields: Record<string, string>,
  parts: AsyncIterable<Part>,
  onPart: (part: Part) => void,
): Form {
  const boundary = `symphony-${randomUUID()}`;
  const head = (disposition: string): Buffer =>
    Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n`);
  const end = Buffer.from("\r\n");

  async function* body(): AsyncGenerator<Uint8Array> {
    for (const [name, value] of Object.entries(fields))
      yield Buffer.concat([head(`name="${name}"`), Buffer.from(value), end]);
    for await (const part of parts) {
      onPart(part);
      yield head(`name="${part.field}"; filename="${escapeName(part.name)}"`);
      yield* part.bytes();
      yield end;
    }
    yield Buffer.from(`--${boundary}--\r\n`);
  }
  return { contentType: `multipart/form-data; boundary=${boundary}`, body: body() };
}
