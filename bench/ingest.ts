import { randomBytes } from "node:crypto";
import { mkdtemp, open, rm } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startSystem, until } from "../tests/support/system.ts";
import { zipOf } from "../tests/support/zip.ts";
import { compare } from "./support/compare.ts";
import type { Outcome } from "./support/compare.ts";

const FILES = 200;
const FILE_BYTES = 500_000;
const MEGABYTES = (FILES * FILE_BYTES) / 1e6;
/** As long as browsers and curl make theirs: the search for it skips that many bytes at a time. */
const BOUNDARY = "----WebKitFormBoundary7MA4YWxkTrZu0gW1";

/** Taking uploads in, against writing the same bytes to disk with one sync a file. */
export async function benchIngest(runs: number): Promise<Outcome[]> {
  const dir = await mkdtemp(join(tmpdir(), "symphony-bench-"));
  const system = await startSystem({ workers: 0, waitReady: false });
  await until(async () => (await fetch(`${system.url}/healthz`)).ok, "the API answers");
  const bytes = randomBytes(FILE_BYTES);
  const names = Array.from({ length: FILES }, (_, i) => `${i}.jpg`);
  const files = formBody(names.map((name) => ["files", name, bytes]));
  const zip = formBody([["zip_file", "all.zip", zipOf(names.map((name) => ({ name, bytes })))]]);
  let round = 0;
  const bare = (): Promise<number> => timed(() => writeAll(join(dir, String((round += 1))), bytes));
  const upload = (body: Buffer) => (): Promise<number> => timed(() => post(`${system.url}/api/check-logo/batch/`, body));
  try {
    return [
      await compare({ bench: "ingest, multipart", unit: "MB/s", goal: 0.8, a: { name: "upload", run: upload(files) }, b: { name: "write and sync", run: bare } }, runs),
      await compare({ bench: "ingest, zip", unit: "MB/s", goal: 0.8, a: { name: "upload", run: upload(zip) }, b: { name: "write and sync", run: bare } }, runs),
    ];
  } finally {
    await system.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (MEGABYTES * 1000) / (performance.now() - start);
}

/** A form made beforehand, so that making it is not part of what is measured. */
function formBody(parts: Array<[field: string, name: string, bytes: Uint8Array]>): Buffer {
  const pieces = parts.flatMap(([field, name, bytes]) => [
    Buffer.from(`--${BOUNDARY}\r\ncontent-disposition: form-data; name="${field}"; filename="${name}"\r\n\r\n`),
    bytes,
    Buffer.from("\r\n"),
  ]);
  return Buffer.concat([...pieces, Buffer.from(`--${BOUNDARY}--\r\n`)]);
}

function post(url: string, body: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": `multipart/form-data; boundary=${BOUNDARY}`, "content-length": body.length };
    const sent = request(url, { method: "POST", headers }, (answer) => {
      answer.resume().on("end", () => (answer.statusCode === 200 ? resolve() : reject(new Error(`upload: ${answer.statusCode}`))));
    });
    sent.on("error", reject).end(body);
  });
}

async function writeAll(prefix: string, bytes: Buffer): Promise<void> {
  for (let i = 0; i < FILES; i += 1) {
    const file = await open(`${prefix}-${i}`, "w");
    await file.writeFile(bytes);
    await file.sync();
    await file.close();
  }
}
