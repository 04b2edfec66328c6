import { spawnSync } from "node:child_process";
import { access, cp, mkdir, mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findViolations, rowsNow } from "../checker.ts";
import { command } from "./mounts.ts";
import { readOutbox, removeOutbox, setOutbox } from "./sent-mails.ts";
import { verify, promised } from "./scenarios.ts";
import type { Scenario } from "./scenarios.ts";
import { BATCH } from "./steps.ts";
import { runStep } from "./strace.ts";
import type { Point } from "./strace.ts";

export type FileSystem = "ext4" | "xfs";

const MAKE: Record<FileSystem, { bytes: number; make: string[] }> = {
  ext4: { bytes: 32 * 1024 * 1024, make: ["mkfs.ext4", "-q", "-F"] },
  xfs: { bytes: 320 * 1024 * 1024, make: ["mkfs.xfs", "-q", "-f"] },
};

/** FS_IOC_SHUTDOWN with NOLOGFLUSH: what is not on the disk by now never will be, as when the power goes. */
const SHUTDOWN =
  "import fcntl,os,struct,sys; fcntl.ioctl(os.open(sys.argv[1],os.O_RDONLY),0x8004587d,struct.pack('I',2))";

/** A disk image that holds what stands on disk before a step. */
export interface DiskImage {
  fileSystem: FileSystem;
  scenario: Scenario;
  file: string;
  dir: string;
  remove(): Promise<void>;
}

export async function makeDisk(fileSystem: FileSystem, scenario: Scenario): Promise<DiskImage> {
  const dir = await mkdtemp(join(tmpdir(), "symphony-disk-"));
  const file = join(dir, "image");
  const { bytes, make } = MAKE[fileSystem];
  await writeFile(file, "");
  await truncate(file, bytes);
  command(make[0] as string, ...make.slice(1), file);
  await mounted(file, join(dir, "mnt"), (root) =>
    cp(scenario.before, root, { recursive: true }).catch(() => undefined),
  );
  return { fileSystem, scenario, file, dir, remove: () => rm(dir, { recursive: true, force: true }) };
}

/** Why power cannot be cut here, or `undefined` when it can. */
export async function reasonWithoutPower(fileSystem: FileSystem): Promise<string | undefined> {
  const before = await mkdtemp(join(tmpdir(), "symphony-empty-"));
  try {
    const disk = await makeDisk(fileSystem, { name: "none", step: "accept", before });
    await mounted(disk.file, join(disk.dir, "mnt"), async (root) => shutDown(root));
    await disk.remove();
    return undefined;
  } catch (error) {
    return `no loop device with ${fileSystem} that can be shut down (${error instanceof Error ? error.message.split("\n")[0] : String(error)})`;
  }
}

/**
 * Takes a step on a fresh copy of the disk, kills it at a call (or lets it end), cuts the power in the same
 * moment, and looks at what the journal makes of it.
 */
export async function cutPower(steps: string, disk: DiskImage, at: Point | undefined): Promise<string[]> {
  const { scenario } = disk;
  // A file of its own: a loop device lets go of its file some time after the unmount, and may still write to it.
  const dir = await mkdtemp(join(disk.dir, "cut-"));
  const [image, mount] = [join(dir, "image"), join(dir, "mnt")];
  // Most of an image is holes, and stays so.
  command("cp", "--sparse=always", disk.file, image);
  let acknowledged = false;
  let seen = new Map<string, string>();
  const exportsDir = join(mount, "exports");
  setOutbox(exportsDir, readOutbox(scenario.before));
  await mounted(image, mount, async (root) => {
    const rules = at === undefined ? [] : [`${at.call}:signal=KILL:when=${at.n}`];
    ({ acknowledged } = await runStep(steps, scenario.step, root, ...rules));
    if (acknowledged) seen = await rowsNow(root);
    shutDown(root);
  });
  let found: string[] = [];
  await mounted(image, mount, async (root) => {
    const told = acknowledged ? await broken(scenario, root, seen) : [];
    found = [...told, ...(await verify(scenario, root, acknowledged))];
  });
  removeOutbox(exportsDir);
  await rm(dir, { recursive: true });
  return found;
}

/** What a step that said it was done must have left for good. */
export async function broken(scenario: Scenario, root: string, seen: ReadonlyMap<string, string>): Promise<string[]> {
  const promise = promised(scenario, true);
  const missing = async (path: string): Promise<string[]> =>
    access(join(root, path)).then(
      () => [],
      () => [`${path} is gone`],
    );
  if (scenario.step === "announce") return missing(`.announced/${BATCH}.json`);
  if (scenario.step === "clean") return [];
  if (scenario.step === "tell")
    return (await Promise.all(["mail.done", "webhook.done"].map((name) => missing(`${BATCH}/${name}`)))).flat();
  const all = await findViolations({
    exportsDir: root,
    ...promise,
    rowsBefore: seen,
    finished: scenario.step === "finish",
  });
  // What was being removed may be there again; that it goes is for those who start.
  const violations = all.filter((sentence) => !sentence.startsWith("I10"));
  if (scenario.step !== "retry") return violations;
  const control = await readFile(join(root, BATCH, "control.json"), "utf8").catch(() => "{}");
  return control.includes('"generation":1') ? violations : [...violations, "the new generation is gone"];
}

async function mounted(image: string, mount: string, work: (root: string) => Promise<void>): Promise<void> {
  await mkdir(mount, { recursive: true });
  command("mount", "-o", "loop", image, mount);
  try {
    const root = join(mount, "exports");
    await mkdir(root, { recursive: true });
    await work(root);
  } finally {
    command("umount", mount);
  }
}

function shutDown(root: string): void {
  const { status, stderr } = spawnSync("python3", ["-c", SHUTDOWN, root], { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
}
