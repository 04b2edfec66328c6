/**
 * `folders`: what came of a state of a watched folder; `schedules`: sources that are checked again and again;
 * `snapshots`: what such a source held, and what was found.
 */
export type SourceKind = "folders" | "schedules" | "snapshots";

export interface VersionedRecord {
  /** 1 for the first one. */
  version: number;
  value: unknown;
}

/** What is known of the places that images come from, as JSON whose meaning is the caller's. */
export interface SourceRecords {
  read(kind: SourceKind, id: string): Promise<VersionedRecord | undefined>;
  /**
   * Puts the next version, if `expected` is the newest one; 0 where there is none yet. Durable when this returns.
   *
   * @returns whether this call's value is in place
   */
  update(kind: SourceKind, id: string, expected: number, value: unknown): Promise<boolean>;
  /** Ids of all records, in no order. */
  list(kind: SourceKind): AsyncGenerator<string>;
  remove(kind: SourceKind, id: string): Promise<void>;
}
