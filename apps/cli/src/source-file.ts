import { constants } from "node:fs";
import { access, open, stat } from "node:fs/promises";
import { hasImageName, IMAGE_START_BYTES, startsAsImage } from "@symphony/contract";

/** A file to send: the field of a form it goes into, and the name the server reports it under. */
export interface SourceFile {
  field: "files" | "zip_file";
  name: string;
  path: string;
  size: number;
  modifiedMs: number;
}

/** A file that cannot be sent, and why. */
export interface FileFailure {
  name: string;
  reason: string;
}

/** The images of a folder, how many files are none, how many links lead to folders, and which files cannot be read. */
export interface Files {
  kind: "files";
  files: SourceFile[];
  others: number;
  links: number;
  failed: FileFailure[];
}

export async function describe(field: SourceFile["field"], name: string, path: string): Promise<SourceFile> {
  await access(path, constants.R_OK);
  const { size, mtimeMs: modifiedMs } = await stat(path);
  return { field, name, path, size, modifiedMs };
}

/** By its name, or else by its first bytes. */
export async function isImage(name: string, path: string): Promise<boolean> {
  if (hasImageName(name)) return true;
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(IMAGE_START_BYTES), 0, IMAGE_START_BYTES, 0);
    return startsAsImage(buffer.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}
