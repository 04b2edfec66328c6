import { Problem } from "@symphony/contract";

/** Longest name of a file, its folders included: what common systems take as a path. */
const NAME_MAX_BYTES = 4_096;
/** All names of a batch: a hundred thousand paths of ordinary length. They are in memory until the batch is stored. */
const NAMES_MAX_BYTES = 32 * 1024 * 1024;

export const NAME_TOO_LONG = `its name has more than ${NAME_MAX_BYTES} bytes`;

/** The bytes that the names of one batch may have. */
export interface NameBudget {
  /** @returns whether a file of this name may be taken @throws {Problem} when all names together are too long */
  take(name: string): boolean;
}

export function createNameBudget(): NameBudget {
  let left = NAMES_MAX_BYTES;
  return {
    take(name) {
      const bytes = Buffer.byteLength(name);
      if (bytes > NAME_MAX_BYTES) return false;
      left -= bytes;
      if (left < 0)
        throw new Problem(
          "upload_too_large",
          `The names of the files have more than ${NAMES_MAX_BYTES} bytes; send the images as several batches.`,
        );
      return true;
    },
  };
}
