import { createHash, randomBytes } from "node:crypto";

/** Bytes that nobody can guess. */
const SECRET_BYTES = 32;
const ID_CHARACTERS = 32;

/** The secret of a link. It tells nothing about the batch: its id gives more access than the link does. */
export const createShareToken = (): string => randomBytes(SECRET_BYTES).toString("base64url");

/** What is kept of a token. */
export const shareIdOf = (token: string): string =>
  createHash("sha256").update(token).digest("hex").slice(0, ID_CHARACTERS);
