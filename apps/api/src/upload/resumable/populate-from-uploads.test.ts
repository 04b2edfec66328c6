import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { openBatchStore } from "@symphony/batch-store";
import type { BatchStore } from "@symphony/batch-store";
import { markedPicture } from "@symphony/test-support/pictures";
import { zipOf } from "@symphony/test-support/zip";
import { createSkippedFiles } from "../skipped.ts";
import { populateFromUploads } from "./populate-from-uploads.ts";

const LIMITS = { maxItems: 20, maxFileBytes: 20_000_000, maxTotalBytes: 100_000_000 };
const dir = await mkdtemp(join(tmpdir(), "symphony-populate-"));
afterAll(() => rm(dir, { recursive: true, force: true, maxRetries: 3 }));

/** Uploads that note how many of them are open. */
function countingUploads(files: ReadonlyMap<string, Uint8Array>) {
  const count = { open: 0, most: 0 };
  const open = async (id: string) => {
    count.open += 1;
    count.most = Math.max(count.most, count.open);
    const path = join(dir, id);
    await writeFile(path, files.get(id) ?? "");
    return { name: id, path, release: async () => void (count.open -= 1) };
  };
  return { uploads: { open } as Partial<BatchStore["uploads"]> as BatchStore["uploads"], count };
}

const picture = await markedPicture();
const zip = (name: string): Uint8Array => zipOf([{ name, bytes: picture }]);

test("one upload is open at a time, and none is when all are taken or one is refused", async () => {
  const store = await openBatchStore(join(dir, "store"));
  for (const [second, isTaken] of [
    [zip("c.jpg"), true],
    [zip("c.jpg").subarray(40), false],
  ] as const) {
    const { uploads, count } = countingUploads(
      new Map<string, Uint8Array>([
        ["one.zip", zip("b.jpg")],
        ["photo.jpg", picture],
        [".DS_Store", picture],
        ["two.zip", second],
      ]),
    );
    const staging = await store.openStaging();
    const ids = ["one.zip", "photo.jpg", ".DS_Store", "two.zip"];
    const populated = populateFromUploads({ uploads }, ids, staging, LIMITS, createSkippedFiles());
    if (isTaken) {
      await populated;
      expect(staging.count).toBe(3);
    } else await expect(populated).rejects.toMatchObject({ code: "zip_unreadable" });
    expect(count).toEqual({ open: 0, most: 1 });
    await staging.discard();
  }
});

test("an upload that is named twice is refused", async () => {
  const { uploads } = countingUploads(new Map());
  const staging = await (await openBatchStore(join(dir, "store"))).openStaging();
  await expect(
    populateFromUploads({ uploads }, ["a.jpg", "a.jpg"], staging, LIMITS, createSkippedFiles()),
  ).rejects.toMatchObject({ code: "invalid_request" });
  await staging.discard();
});
