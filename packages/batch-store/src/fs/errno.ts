import { getSystemErrorMap } from "node:util";

/** The code of a file system error (`ENOENT`, `EEXIST`, …), or `undefined` for anything else. */
export function errnoOf(error: unknown): string | undefined {
  return typeof error === "object" && error !== null && "code" in error && typeof error.code === "string"
    ? error.code
    : undefined;
}

/** Whether an error says that the disk, or the quota, is full. */
export const isFull = (error: unknown): boolean => ["ENOSPC", "EDQUOT"].includes(errnoOf(error) ?? "");

/** Does a write that is left out on a full disk, where what comes after it makes room. */
export async function unlessFull(write: () => Promise<unknown>): Promise<void> {
  await write().catch((error: unknown) => {
    if (!isFull(error)) throw error;
  });
}

/** Whether an error says that the file system cannot be used now, whatever is asked of it. */
export const isUnavailable = (error: unknown): boolean =>
  ["EROFS", "EIO", "EMFILE", "ENFILE", "EACCES", "EPERM", "ESTALE"].includes(errnoOf(error) ?? "");

export interface SystemError {
  code: string;
  errno: number;
  syscall?: string;
}

export function isSystemError(error: unknown): error is SystemError {
  return errnoOf(error) !== undefined && typeof (error as Partial<SystemError>).errno === "number";
}

/** What an error number means, in the words of the operating system. */
export function describeErrno({ errno, code }: SystemError): string {
  return getSystemErrorMap().get(errno)?.[1] ?? code;
}
