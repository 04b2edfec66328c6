import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, expect } from "@jest/globals";
import { openBatchStore } from "@symphony/batch-store";
import { lapseLeases } from "./machine/leases.ts";
import { findViolations } from "./checker/checker.ts";
import { buildProgram } from "./steps/build-steps.ts";
import type { StepProgram } from "./steps/build-steps.ts";
import { NAMES } from "./steps/steps.ts";
import { faultTest } from "./support/fault-test.ts";

let root: string;
let program: StepProgram;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "symphony-leases-"));
  program = await buildProgram("upload-process.ts");
});
afterEach(async () => {
  await program.remove();
  await rm(root, { recursive: true, force: true, maxRetries: 3 });
});

const NAMESPACE = ["--pid", "--fork", "--mount-proc"];
const canUnshare = spawnSync("unshare", [...NAMESPACE, "true"]).status === 0;
const env = { ...process.env, NODE_OPTIONS: "" };

/** A process that stages an upload, says so, and commits it when it is told to. */
function startUpload() {
  const child = spawn(process.execPath, [program.file, root, "upload"], {
    stdio: ["pipe", "pipe", "inherit"],
    env,
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    child,
    next: async (): Promise<string> => String((await lines.next()).value),
    async commit(): Promise<string> {
      child.stdin.write("commit\n");
      const outcome = String((await lines.next()).value);
      child.stdin.end();
      await once(child, "close");
      return outcome;
    },
  };
}

faultTest(
  51,
  "a process that starts leaves the upload of a living one in another pid namespace alone, and it is accepted whole",
  canUnshare ? undefined : "no pid namespaces here",
  async () => {
    const upload = startUpload();
    const batchId = await upload.next();
    // The host name is the same, and the id of the uploading process means nothing there.
    const clean = [...NAMESPACE, process.execPath, program.file, root, "clean"];
    const { stdout } = spawnSync("unshare", clean, { encoding: "utf8", env });
    expect(stdout).toBe("0\n");
    expect(await upload.commit()).toBe("accepted");
    const acknowledged = [{ batchId, names: NAMES }];
    expect(await findViolations({ exportsDir: root, acknowledged, finished: false })).toEqual([]);
  },
);

faultTest(
  51,
  "an upload whose lease has lapsed is removed, and its commit fails with a clear error and shows nothing",
  undefined,
  async () => {
    const upload = startUpload();
    await upload.next();
    upload.child.kill("SIGSTOP");
    await lapseLeases(root);
    const store = await openBatchStore(root);
    expect(await store.removeAbandoned()).toBe(1);
    expect(await readdir(join(root, ".staging"))).toEqual([]);
    upload.child.kill("SIGCONT");
    expect(await upload.commit()).toBe("StoreError incomplete");
    expect(await store.list()).toEqual([]);
  },
);
