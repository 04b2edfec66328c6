import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { openBatchStore } from "../fs-batch-store.ts";
import { SyncError } from "./durable.ts";
import { storageFailureOf } from "./storage-check.ts";

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "symphony-check-"));
});
afterEach(() => rm(dir, { recursive: true, force: true, maxRetries: 3 }));

const systemError = (code: keyof typeof constants.errno, syscall: string): Error =>
  Object.assign(new Error(`${code}: ${syscall}`), { code, errno: -constants.errno[code], syscall });

test.each([
  [systemError("EROFS", "mkdir"), "unavailable", "read-only file system"],
  [systemError("EACCES", "open"), "unavailable", "permission denied"],
  [new SyncError(systemError("EIO", "fsync")), "unavailable", "i/o error"],
  [systemError("ENOSPC", "write"), "full", "the disk is full"],
  [new SyncError(systemError("EDQUOT", "fsync")), "full", "the disk is full"],
  [systemError("EPERM", "link"), "unsuitable", "the file system has no hard links (operation not permitted)"],
  [systemError("ENOTSUP", "link"), "unsuitable", "the file system has no hard links"],
  [new SyncError(systemError("EINVAL", "fsync")), "unsuitable", "fsync does not work (invalid argument)"],
  [new Error("a hard link replaced an existing file"), "unsuitable", "a hard link replaced an existing file"],
])("%s is reported as %s, with its reason", (error, code, reason) => {
  expect(storageFailureOf(error)).toEqual({ code, reason: expect.stringContaining(reason) });
});

test("a path that is no folder is refused in one sentence", async () => {
  const file = join(dir, "file");
  await writeFile(file, "");
  await expect(openBatchStore(file)).rejects.toMatchObject({
    name: "StoreError",
    code: "unsuitable",
    message: `The folder ${file} cannot hold batches: not a directory.`,
  });
});

test("a check leaves nothing behind", async () => {
  const store = await openBatchStore(join(dir, "exports"));
  await store.check();
  expect(await readdir(join(dir, "exports", ".staging"))).toEqual([]);
});
