import type {
  ApiKey,
  AuditEntry,
  AuditFilter,
  AuditPage,
  AuditQuery,
  BrandEstimate,
  BrandVersion,
} from "@symphony/contract";
import type { KeyRecord, Revocation } from "../keys/key-record.ts";

/** The API keys of the installation; of a key itself only a digest is kept. */
export interface ApiKeys {
  /** Puts a key in place unless its name is taken. @returns whether it is in place @throws {StoreError} `full` */
  add(record: KeyRecord): Promise<boolean>;
  /** Revokes a key for ever. @returns whether there is such a key */
  revoke(name: string, revocation: Revocation): Promise<boolean>;
  /**
   * The keys that are not revoked, and whether there is any key, revoked ones too. Cheap: called every few seconds.
   */
  active(): Promise<{ keys: KeyRecord[]; any: boolean }>;
  list(): Promise<ApiKey[]>;
  /** Notes that a key was used. Not durable; callers note it once in a while. */
  noteUse(name: string, at: string): Promise<void>;
}

/**
 * Brands that people added, beside those of the installation. A version is there whole or not at all, never changes
 * and is never deleted, because batches name it; the newest one counts. One that says `removed` removes the brand.
 */
export interface Brands {
  /**
   * Puts a version and its files in place unless there is one with its number.
   *
   * @param files by name; each is small enough to be held in memory
   * @returns whether it is in place @throws {StoreError} `full`
   */
  add(record: BrandVersion, files: ReadonlyMap<string, Uint8Array>): Promise<boolean>;
  /** The newest version of each brand, by name, removed brands included; none of a brand that has only candidates. */
  list(): Promise<BrandVersion[]>;
  /** The newest version that counts: candidates, and versions that end one, do not. */
  newest(name: string): Promise<BrandVersion | undefined>;
  /** The version with the highest number, whether it counts or not. */
  last(name: string): Promise<BrandVersion | undefined>;
  version(name: string, version: number): Promise<BrandVersion | undefined>;
  read(name: string, version: number, file: string): Promise<Uint8Array | undefined>;
  /** Puts the estimate of a version in place unless there is one. @returns whether it is in place */
  putEstimate(name: string, estimate: BrandEstimate): Promise<boolean>;
  estimate(name: string, version: number): Promise<BrandEstimate | undefined>;
}

/** Who did what, in the order in which it was done. Entries are added, and expire; none is changed. */
export interface AuditLog {
  /** Durable when it returns; many at once are written together. */
  append(facts: Omit<AuditEntry, "id" | "at">): Promise<void>;
  /** Entries that match, oldest first. */
  each(filter: AuditFilter): AsyncGenerator<AuditEntry>;
  /** Entries that match, newest first. */
  page(query: AuditQuery): Promise<AuditPage>;
}
