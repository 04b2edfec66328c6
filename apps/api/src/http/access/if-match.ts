import { Problem } from "@symphony/contract";

/** The version in an `If-Match`; undefined where any will do. @throws {Problem} `invalid_request` */
export function versionIn(header: string | undefined): number | undefined {
  if (header === undefined || header.trim() === "*") return undefined;
  const version = /^\s*(?:W\/)?"?(\d{1,9})"?\s*$/.exec(header)?.[1];
  if (version === undefined)
    throw new Problem("invalid_request", 'If-Match must be the version that you saw, like "0".');
  return Number(version);
}
