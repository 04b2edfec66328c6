import { Readable } from "node:stream";
import { csvOfRows, neutralise } from "@symphony/batch-store";
import type { BatchStore } from "@symphony/batch-store";
import type { AuditEntry, AuditFilter } from "@symphony/contract";
import type { Reply } from "../http/route.ts";

const COLUMNS = ["At", "By", "Action", "Batch_Id", "Details", "Id"];

/** Entries that match as CSV, oldest first, streamed. */
export function auditCsv({ audit }: Pick<BatchStore, "audit">, filter: AuditFilter): Reply {
  async function* rows(): AsyncGenerator<unknown[]> {
    for await (const entry of audit.each(filter)) yield cellsOf(entry);
  }
  return attachment(csvOfRows(COLUMNS, rows()), "csv", "text/csv");
}

const cellsOf = ({ at, by, action, batch_id, details, id }: AuditEntry): unknown[] => [
  at,
  neutralise(by),
  neutralise(action),
  batch_id,
  JSON.stringify(details),
  id,
];

/** One entry a line. */
export function auditLines({ audit }: Pick<BatchStore, "audit">, filter: AuditFilter): Reply {
  async function* lines(): AsyncGenerator<string> {
    for await (const entry of audit.each(filter)) yield `${JSON.stringify(entry)}\n`;
  }
  return attachment(Readable.from(lines()), "jsonl", "application/x-ndjson");
}

const attachment = (stream: Readable, ending: string, type: string): Reply => ({
  status: 200,
  stream,
  headers: {
    "content-type": `${type}; charset=utf-8`,
    "content-disposition": `attachment; filename="audit.${ending}"`,
  },
});
