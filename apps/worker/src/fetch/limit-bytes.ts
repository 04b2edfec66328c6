import { FetchError } from "../http-client/fetch-error.ts";

export async function* limitBytes(maxBytes: number, source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const part of source) {
    size += part.length;
    if (size > maxBytes) throw new FetchError("file_too_large", `The file is larger than ${maxBytes} bytes.`);
    yield part;
  }
}
