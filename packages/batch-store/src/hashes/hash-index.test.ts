import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { randomBytes, randomUUID } from "node:crypto";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPaths } from "../fs/paths.ts";
import type { BatchManifest } from "../intake/manifest.ts";
import { createHashIndex } from "./hash-index.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "symphony-hashes-"));
});
afterEach(() => rm(root, { recursive: true }));

/** An index of batches whose images have the given digests. */
function indexOf(digests: readonly string[]) {
  const read = async (_id: string, seq: number) => ({ seq, name: `${seq}`, sha256: digests[seq] });
  return createHashIndex(createPaths(root), { read });
}
const batch = (total: number): BatchManifest => ({ batch_id: randomUUID(), total, kind: "files" }) as BatchManifest;
const digest = (): string => randomBytes(32).toString("hex");

test("places are found by the digest, those of the newest batch first", async () => {
  const digests = [digest(), digest(), digest()];
  const [index, first, second] = [indexOf(digests), batch(3), batch(2)];
  await index.add(first);
  await index.add(second);
  expect(await index.find(digests[1] as string)).toEqual([
    { batchId: second.batch_id, seq: 1 },
    { batchId: first.batch_id, seq: 1 },
  ]);
  expect(await index.find(digests[2] as string)).toEqual([{ batchId: first.batch_id, seq: 2 }]);
  expect(await index.find(digest())).toEqual([]);
  await index.add({ ...batch(3), kind: "urls" });
  expect(await index.find(digests[0] as string)).toHaveLength(2);
});

test("a bucket stays bounded: the oldest places make room for the newest", async () => {
  // All of one bucket.
  const digests = Array.from({ length: 3_000 }, () => `abc${digest().slice(3)}`);
  const index = indexOf(digests);
  let newest = batch(3_000);
  for (let i = 0; i < 4; i += 1) {
    newest = batch(3_000);
    await index.add(newest);
  }
  expect(await readdir(join(root, ".hashes"))).toEqual(["abc"]);
  expect((await stat(join(root, ".hashes", "abc"))).size).toBeLessThanOrEqual(128 * 1024);
  expect((await index.find(digests.at(-1) as string))[0]).toEqual({ batchId: newest.batch_id, seq: 2_999 });
});
