import { createHash } from "node:crypto";

/** Bytes of a digest that a number holds exactly. */
const BYTES = 6;

/** A text as a number: equal texts have equal numbers, and others hardly ever do. Who finds two compares the texts. */
export const digestNumber = (text: string): number => createHash("sha256").update(text).digest().readUIntBE(0, BYTES);

/** The same of a digest in hexadecimal digits; undefined of none. */
export const numberOfDigest = (sha256: string | undefined): number | undefined =>
  sha256 === undefined ? undefined : Number.parseInt(sha256.slice(0, 2 * BYTES), 16);
