import { spawnSync } from "node:child_process";
import { mkdtempSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Mount {
  dir: string;
  remount(options: string): void;
  unmount(): void;
}

/** @throws when the program fails, with its output */
export function command(program: string, ...args: string[]): void {
  const { status, stderr, error } = spawnSync(program, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${program} ${args.join(" ")}: ${error?.message ?? stderr}`);
}

/** A small file system in memory. @param options for mount, such as `size=2m` or `nr_inodes=60` */
export function mountTmpfs(options: string): Mount {
  const dir = mkdtempSync(join(tmpdir(), "symphony-tmpfs-"));
  command("mount", "-t", "tmpfs", "-o", options, "tmpfs", dir);
  return {
    dir,
    remount: (more) => command("mount", "-o", `remount,${more}`, dir),
    unmount() {
      command("umount", "--lazy", dir);
      rmdirSync(dir);
    },
  };
}

/** Why no file systems can be mounted here, or `undefined` when they can. */
export function reasonWithoutMounts(): string | undefined {
  try {
    mountTmpfs("size=64k").unmount();
    return undefined;
  } catch {
    return "file systems can only be mounted by root";
  }
}
