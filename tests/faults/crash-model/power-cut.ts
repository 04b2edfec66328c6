import { spawnSync } from "node:child_process";
import { access, cp, mkdir, mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findViolations, readResults } from "../checker/checker.ts";
import { readExports } from "../checker/read-exports.ts";
import { command } from "../machine/mounts.ts";
import { missingPictures } from "../steps/missing-pictures.ts";
import { runStep } from "../steps/run-step.ts";
import type { CrashPoint } from "../steps/run-step.ts";
import { expectedOf, verify } from "../steps/scenarios.ts";
import type { Scenario } from "../steps/scenarios.ts";
import { readSent, removeSent, writeSent } from "../steps/sent-notifications.ts";
import { BATCH } from "../steps/steps.ts";

export type FileSystem = "ext4" | "xfs";

const MAKE: Record<FileSystem, { bytes: number; make: string[] }> = {
  ext4: { bytes: 32 * 1024 * 1024, make: ["mkfs.ext4", "-q", "-F"] },
  xfs: { bytes: 320 * 1024 * 1024, make: ["mkfs.xfs", "-q", "-f"] },
};

/** FS_IOC_SHUTDOWN with NOLOGFLUSH: like a power cut, it loses everything that has not reached the disk. */
const SHUTDOWN =
  "import fcntl,os,struct,sys; fcntl.ioctl(os.open(sys.argv[1],os.O_RDONLY),0x8004587d,struct.pack('I',2))";

/** A disk image with what is on disk before a step. */
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
  await withMount(file, join(dir, "mnt"), (root) =>
    cp(scenario.before, root, { recursive: true }).catch(() => undefined),
  );
  return { fileSystem, scenario, file, dir, remove: () => rm(dir, { recursive: true, force: true, maxRetries: 3 }) };
}

/** Why power cannot be cut here, or `undefined` when it can. */
export async function reasonWithoutPowerCut(fileSystem: FileSystem): Promise<string | undefined> {
  const before = await mkdtemp(join(tmpdir(), "symphony-empty-"));
  try {
    const disk = await makeDisk(fileSystem, { name: "none", step: "accept", before });
    await withMount(disk.file, join(disk.dir, "mnt"), async (root) => shutDown(root));
    await disk.remove();
    return undefined;
  } catch (error) {
    return `no loop device with ${fileSystem} that can be shut down (${error instanceof Error ? error.message.split("\n")[0] : String(error)})`;
  }
}

/**
 * Takes a step on a fresh copy of the disk, kills it at a call (or lets it end), cuts the power at the same moment,
 * and checks what is left after the file system has replayed its journal.
 */
export async function cutPower(program: string, disk: DiskImage, at: CrashPoint | undefined): Promise<string[]> {
  const { scenario } = disk;
  // A file for each cut: a loop device may still write to its file some time after the unmount.
  const dir = await mkdtemp(join(disk.dir, "cut-"));
  const [image, mount] = [join(dir, "image"), join(dir, "mnt")];
  // Most of an image is holes; the copy keeps them.
  command("cp", "--sparse=always", disk.file, image);
  let acknowledged = false;
  let resultsBefore = new Map<string, string>();
  const exportsDir = join(mount, "exports");
  writeSent(exportsDir, readSent(scenario.before));
  await withMount(image, mount, async (root) => {
    const rules = at === undefined ? [] : [`${at.call}:signal=KILL:when=${at.n}`];
    ({ acknowledged } = await runStep(program, scenario.step, root, ...rules));
    if (acknowledged) resultsBefore = await readResults(root);
    shutDown(root);
  });
  let found: string[] = [];
  await withMount(image, mount, async (root) => {
    const broken = acknowledged ? await brokenPromises(scenario, root, resultsBefore) : [];
    const pictures = await missingPictures(root, ["thumbnails"]);
    found = [...broken, ...pictures, ...(await verify(scenario, root, acknowledged))];
  });
  removeSent(exportsDir);
  await rm(dir, { recursive: true, force: true, maxRetries: 3 });
  return found;
}

/** What is missing of the things that an acknowledged step must have made durable. */
export async function brokenPromises(
  scenario: Scenario,
  root: string,
  resultsBefore: ReadonlyMap<string, string>,
): Promise<string[]> {
  const missing = async (path: string): Promise<string[]> =>
    access(join(root, path)).then(
      () => [],
      () => [`${path} is gone`],
    );
  if (["draft", "changeDraft"].includes(scenario.step)) return missing(`.announced/${BATCH}.json`);
  if (scenario.step === "expire") return [];
  if (scenario.step === "notify")
    return (await Promise.all(["mail.done", "webhook.done"].map((name) => missing(`${BATCH}/${name}`)))).flat();
  const all = await findViolations({
    exportsDir: root,
    ...expectedOf(scenario, true),
    resultsBefore,
    finished: scenario.step === "finish",
  });
  // Files that were being removed may be there again; processes that start remove them.
  const violations = all.filter((sentence) => !sentence.startsWith("I10"));
  if (scenario.step !== "retry") return violations;
  const { batches } = await readExports(root);
  return batches.get(BATCH)?.run === 1 ? violations : [...violations, "the new run is gone"];
}

async function withMount(image: string, mount: string, work: (root: string) => Promise<void>): Promise<void> {
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
