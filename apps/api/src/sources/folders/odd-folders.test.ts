import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { openBatchStore } from "@symphony/batch-store";
import { StartError } from "@symphony/service";
import type { ApiDeps } from "../../deps.ts";
import { putRecord, recordIdOf } from "./folder-record.ts";
import { scanFolder } from "./scan-folder.ts";
import { submitFolder } from "./submit-folder.ts";
import { requireOwnWatchDir } from "./watch-folders.ts";

const BATCH = "0b0e7d7e-7a0c-4f5e-9d55-1f6a0c1d2e3f";
let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "symphony-odd-"));
});
afterEach(() => rm(dir, { recursive: true, force: true, maxRetries: 3 }));

const wrongName = (parent: string): Buffer => Buffer.concat([Buffer.from(`${parent}/`), Buffer.from([0x66, 0xff])]);
const depsAt = async (): Promise<ApiDeps> => {
  return { store: await openBatchStore(join(dir, "store")), processId: "p" } as unknown as ApiDeps;
};

test("a sub-folder whose name is not UTF-8 is left out alone", async () => {
  await writeFile(join(dir, "a.jpg"), "x");
  await mkdir(wrongName(dir));
  const { files, leftOut } = await scanFolder(dir, 10);
  expect(files.map(({ name }) => name)).toEqual(["a.jpg"]);
  expect(leftOut).toEqual([{ name: "f\ufffd", reason: "its name is not UTF-8" }]);
});

test("the claim of another process counts from when it is seen, whatever the clock of its host says", async () => {
  const deps = await depsAt();
  const folder = { name: "spring", path: dir, scan: { files: [], leftOut: [], fingerprint: "f" } };
  const at = new Date(Date.now() - 10 * 3_600_000).toISOString();
  await putRecord(deps, recordIdOf("spring", "f"), {
    folder: "spring",
    state: "claimed",
    batch_id: BATCH,
    by: "another",
    at,
  });
  await submitFolder(deps, { ...folder, claim: { name: "", since: 0 } });
  expect(await deps.store.drafts.read(BATCH)).toBeUndefined();
});

test.each([
  ["the same folder", "exports", "exports", true],
  ["around the store", ".", "exports", true],
  ["inside the store, which is nobody's batch", "exports/in", "exports", false],
  ["a link to the store", "link", "exports", true],
  ["beside the store", "exports-in", "exports", false],
  ["not there", "away", "exports", false],
])("a watched folder that is %s", async (_what, watched, exports, isRefused) => {
  for (const each of ["exports/in", "exports-in"]) await mkdir(join(dir, each), { recursive: true });
  await symlink(join(dir, "exports"), join(dir, "link"));
  const checked = requireOwnWatchDir({
    WATCH_DIR: join(dir, watched),
    EXPORTS_DIR: join(dir, exports),
    STORE_URL: undefined,
  });
  if (isRefused) await expect(checked).rejects.toThrow(StartError);
  else await checked;
});
