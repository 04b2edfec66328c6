import { newestRow, readCsv, readExports, readRow } from "./support/disk.ts";
import type { BatchOnDisk, Exports } from "./support/disk.ts";
import { frameViolations } from "./support/frames.ts";
import type { Frame } from "./support/frames.ts";

/** What a client sent, and was or was not told. */
export interface Sent {
  batchId: string | undefined;
  /** In upload order. */
  names: readonly string[];
  /** A zip's entries may be taken in the order in which they are unpacked. */
  anyOrder?: boolean;
}

/** Somebody was told of a batch's end, perhaps once more, under this id. */
export interface DeliveryState {
  batchId: string;
  id: string;
}

export interface Usage {
  fds: number;
  rssBytes: number;
}

/** Everything an outsider saw of a run; what was not recorded is not judged. */
export interface Evidence {
  exportsDir: string;
  /** Answered with 200: promised. */
  acknowledged: readonly Sent[];
  /** Answered with an error: promised not to be there. */
  refused?: readonly Sent[];
  /** The connection broke before the answer: may be there whole, or not at all. */
  unanswered?: readonly Sent[];
  /** The frames of each connection, in the order they came. */
  connections?: ReadonlyArray<readonly Frame[]>;
  /** Row texts seen earlier in the run, from `rowsNow`. */
  rowsBefore?: ReadonlyMap<string, string>;
  /** By Message-ID. */
  mails?: readonly DeliveryState[];
  /** By what the receiver knows a message again by. */
  webhooks?: readonly DeliveryState[];
  usage?: { before: Usage; after: Usage };
  /** Whether all work is said to be over; else only what holds at every moment is asked for. */
  finished: boolean;
}

/** A process may keep some caches and pooled sockets; a leak grows beyond any of these with the number of requests. */
const FDS_SLACK = 16;
const RSS_SLACK_BYTES = 150 * 1024 * 1024;

/**
 * Compares what was promised with what is there. It knows the files by their description and shares no code
 * with what writes them.
 *
 * @returns one sentence for each violation, beginning with the invariant's number; empty when all hold
 */
export async function findViolations(evidence: Evidence): Promise<string[]> {
  return violationsIn(await readExports(evidence.exportsDir), evidence);
}

/** The same for a folder that was read already. */
export function violationsIn(exports: Exports, evidence: Evidence): string[] {
  return [
    ...promiseViolations(evidence, exports),
    ...[...exports.batches.values()].flatMap((batch) => batchViolations(batch, evidence.finished)),
    ...changedRows(evidence.rowsBefore ?? new Map(), exports),
    ...strayViolations(exports, evidence.finished),
    ...(evidence.connections ?? []).flatMap((frames) => frameViolations(frames, evidence.finished)),
    ...tellingViolations(
      "mails",
      evidence.mails,
      evidence.finished,
      exports,
      ({ manifest }) => (manifest?.email ?? null) !== null,
    ),
    ...tellingViolations(
      "webhooks",
      evidence.webhooks,
      evidence.finished,
      exports,
      ({ manifest }) => manifest?.webhook_url !== undefined,
    ),
    ...usageViolations(evidence.usage),
  ];
}

/** All row texts there are now, to be compared with later ones. */
export async function rowsNow(exportsDir: string): Promise<Map<string, string>> {
  return rowsIn(await readExports(exportsDir));
}

export const rowsIn = ({ batches }: Exports): Map<string, string> => new Map([...batches.values()].flatMap(rowEntries));

function rowEntries(batch: BatchOnDisk): Array<[string, string]> {
  return [...batch.rows].flatMap(([run, rows]) =>
    [...rows].map(([seq, line]): [string, string] => [`${batch.id} ${run} ${seq}`, line]),
  );
}

function promiseViolations(evidence: Evidence, { batches }: Exports): string[] {
  const { acknowledged, refused = [], unanswered = [] } = evidence;
  const found: string[] = [];
  for (const sent of acknowledged) {
    const { batchId = "" } = sent;
    const there = batches.get(batchId)?.items.map((item) => item.name);
    if (there === undefined) found.push(`I1: batch ${batchId} was acknowledged and is not there`);
    else if (!sameNames(there, sent)) found.push(`I1: batch ${batchId} holds other items than were acknowledged`);
  }
  for (const batch of batches.values()) {
    if (acknowledged.some((sent) => sent.batchId === batch.id)) continue;
    const names = batch.items.map((item) => item.name);
    const mayBeThere = unanswered.some((sent) => (sent.batchId ?? batch.id) === batch.id && sameNames(names, sent));
    const wasRefused = refused.some((sent) => (sent.batchId ?? batch.id) === batch.id && sameNames(names, sent));
    if (!mayBeThere || wasRefused) found.push(`I7: batch ${batch.id} is there and was never acknowledged`);
  }
  return found;
}

function sameNames(there: readonly string[], { names, anyOrder = false }: Sent): boolean {
  const [a, b] = anyOrder ? [there.toSorted(), names.toSorted()] : [there, names];
  return a.length === b.length && a.every((name, i) => name === b[i]);
}

function batchViolations(batch: BatchOnDisk, finished: boolean): string[] {
  const { id, manifest, items } = batch;
  if (manifest === undefined || items.length !== manifest.total) return [`I7: batch ${id} is there in part only`];
  const found: string[] = [];
  for (const [, rows] of batch.rows) {
    for (const seq of rows.keys())
      if (seq >= manifest.total) found.push(`I2: batch ${id} has a row for item ${seq}, which was never accepted`);
  }
  for (const item of items) found.push(...itemViolations(batch, item, finished));
  if (finished && !batch.isFinal) found.push(`I1: batch ${id} is not finished`);
  if (batch.isFinal) found.push(...csvViolations(batch));
  return found;
}

function itemViolations(batch: BatchOnDisk, item: BatchOnDisk["items"][number], finished: boolean): string[] {
  const line = newestRow(batch, item.seq);
  const place = `item ${item.seq} of batch ${batch.id}`;
  if (line === undefined) {
    const digest = batch.payloads.get(item.stored ?? "");
    const payloadGone = item.stored !== undefined && digest === undefined;
    const payloadChanged = digest !== undefined && item.sha256 !== undefined && digest !== item.sha256;
    return [
      ...(finished || batch.isFinal ? [`I1: ${place} has no row`] : []),
      ...(payloadGone ? [`I8: ${place} has neither bytes nor a row`] : []),
      ...(payloadChanged ? [`I8: the bytes of ${place} are not those that were sent`] : []),
    ];
  }
  const row = readRow(line);
  if (row === undefined) return [`I1: the row of ${place} is torn`];
  const isOwn = row.seq === item.seq && row.batch_id === batch.id && row.result["Image_Path_or_URL"] === item.name;
  return isOwn ? [] : [`I2: the row of ${place} speaks of something else`];
}

function csvViolations(batch: BatchOnDisk): string[] {
  if (batch.csv === undefined) return [`I9: batch ${batch.id} is finished without a CSV`];
  const [, ...records] = readCsv(batch.csv);
  if (records.length !== batch.items.length)
    return [`I9: the CSV of batch ${batch.id} has ${records.length} rows for ${batch.items.length} items`];
  return batch.items.flatMap((item, i) => {
    const [name, verdict] = records[i] ?? [];
    const result = readRow(newestRow(batch, item.seq) ?? "")?.result;
    // An apostrophe in front keeps a spreadsheet from running a cell.
    const isSame =
      (name === item.name || name === `'${item.name}`) && (result === undefined || verdict === result["Is_Valid"]);
    return isSame ? [] : [`I9: row ${i} of the CSV of batch ${batch.id} is not that of item ${item.seq}`];
  });
}

function changedRows(before: ReadonlyMap<string, string>, exports: Exports): string[] {
  const now = rowsIn(exports);
  return [...before]
    .filter(([key, line]) => now.get(key) !== line)
    .map(([key]) => `I3: the row of ${key} ${now.has(key) ? "changed" : "is gone"}`);
}

function strayViolations({ batches, strays }: Exports, finished: boolean): string[] {
  const all = [...strays, ...[...batches.values()].flatMap((batch) => batch.strays)];
  const inWork = all.filter((name) => /^\.(staging|trash)\/|\.tmp$/.test(name));
  const foreign = all.filter((name) => !inWork.includes(name));
  return [
    ...foreign.map((name) => `I6: ${name} has no business there`),
    ...(finished ? inWork : []).map((name) => `I10: ${name} was left behind`),
  ];
}

/** Each end is told at least once and, however often, under one id; a generation that came soon may have taken the turn of the one before. */
function tellingViolations(
  what: string,
  all: readonly DeliveryState[] | undefined,
  finished: boolean,
  { batches }: Exports,
  isWanted: (batch: BatchOnDisk) => boolean,
): string[] {
  if (all === undefined || !finished) return [];
  return [...batches.values()].flatMap((batch) => {
    const ids = new Set(all.filter((each) => each.batchId === batch.id).map((each) => each.id));
    const [least, most] = isWanted(batch) ? [1, batch.run + 1] : [0, 0];
    return ids.size >= least && ids.size <= most
      ? []
      : [`I5: batch ${batch.id} had ${what} of ${ids.size} ids instead of ${least}`];
  });
}

function usageViolations(usage: Evidence["usage"]): string[] {
  if (usage === undefined) return [];
  const { before, after } = usage;
  return [
    ...(after.fds > before.fds + FDS_SLACK ? [`I10: ${after.fds} open files, ${before.fds} before`] : []),
    ...(after.rssBytes > before.rssBytes + RSS_SLACK_BYTES
      ? [`I10: ${after.rssBytes} bytes of memory, ${before.rssBytes} before`]
      : []),
  ];
}
