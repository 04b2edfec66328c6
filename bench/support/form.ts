import { request } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** As long as browsers and curl make theirs: the search for it skips that many bytes at a time. */
const BOUNDARY = "----WebKitFormBoundary7MA4YWxkTrZu0gW1";

/** A text field of a multipart body. */
export const fieldOf = (name: string, text: string): Uint8Array =>
  Buffer.from(`--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`);

/** One file of a multipart body. */
export const partOf = (field: string, name: string, bytes: Uint8Array): Uint8Array[] => [
  Buffer.from(`--${BOUNDARY}\r\ncontent-disposition: form-data; name="${field}"; filename="${name}"\r\n\r\n`),
  bytes,
  Buffer.from("\r\n"),
];

/** What ends a multipart body. */
export const END = Buffer.from(`--${BOUNDARY}--\r\n`);

/** Posts a multipart body, whole or piece by piece, and asks for 200. */
export async function post(url: string, body: Buffer | Iterable<Uint8Array>): Promise<void> {
  const length = Buffer.isBuffer(body) ? { "content-length": body.length } : {};
  const sent = request(url, {
    method: "POST",
    headers: { "content-type": `multipart/form-data; boundary=${BOUNDARY}`, ...length },
  });
  const responded = new Promise<void>((resolve, reject) => {
    sent.on("error", reject).on("response", (response) => {
      response
        .resume()
        .on("end", () =>
          response.statusCode === 200 ? resolve() : reject(new Error(`upload: ${response.statusCode}`)),
        );
    });
  });
  if (Buffer.isBuffer(body)) sent.end(body);
  else await pipeline(Readable.from(body), sent);
  await responded;
}
