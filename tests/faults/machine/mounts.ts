import { spawnSync } from "node:child_process";
import { mkdtempSync, rmdirSync, rmSync } from "node:fs";
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

export interface HangingMount {
  /** What lies on the share. */
  source: string;
  dir: string;
  /** From now on a call on the share does not return, as with a file server that is away. */
  hang(): void;
  goOn(): void;
  unmount(): void;
}

/** A folder as a share of a process of its own, which can be stopped. */
export function mountShare(): HangingMount {
  const [source, dir] = ["symphony-source-", "symphony-share-"].map((name) => mkdtempSync(join(tmpdir(), name)));
  if (source === undefined || dir === undefined) throw new Error("no folder for a share");
  command("bindfs", source, dir);
  const signal = (name: string) => () => command("pkill", `-${name}`, "-f", `bindfs ${source} ${dir}`);
  return {
    source,
    dir,
    hang: signal("STOP"),
    goOn: signal("CONT"),
    unmount() {
      command("umount", "--lazy", dir);
      rmdirSync(dir);
      rmSync(source, { recursive: true, force: true });
    },
  };
}

/** Why no share that hangs can be mounted here, or `undefined` when it can. */
export function reasonWithoutShares(): string | undefined {
  try {
    mountShare().unmount();
    return undefined;
  } catch {
    return "a share needs root and bindfs";
  }
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
