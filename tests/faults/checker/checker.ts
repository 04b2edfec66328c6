import { frameViolations } from "./frames.ts";
import type { Frame } from "./frames.ts";
import { decodeResult, newestResult, readCsv, readExports } from "./read-exports.ts";
import type { BatchOnDisk, Exports } from "./read-exports.ts";

/** What a client submitted, and the batch id it was given, if any. */
export interface Submission {
  batchId: string | undefined;
  /** In upload order. */
  names: readonly string[];
  /** The entries of a zip may be accepted in the order in which they are unpacked. */
  anyOrder?: boolean;
}

/** One mail or webhook about the end of a batch. A repeated one has the same id. */
export interface Notification {
  batchId: string;
  id: string;
}

export interface ResourceUsage {
  fds: number;
  rssBytes: number;
}

/** Everything that was observed of a run from outside. What was not recorded is not checked. */
export interface Observations {
  /** The response was a 200: these batches must be there. */
  acknowledged: readonly Submission[];
  /** The response was an error: these batches must not be there. */
  rejected?: readonly Submission[];
  /** The connection broke before the response: these batches are there whole, or not at all. */
  withoutResponse?: readonly Submission[];
  /** The frames of each WebSocket connection, in the order of arrival. */
  connections?: ReadonlyArray<readonly Frame[]>;
  /** Result files seen earlier in the run, from `readResults`. */
  resultsBefore?: ReadonlyMap<string, string> | undefined;
  /** By Message-ID. */
  mails?: readonly Notification[];
  /** By delivery id. */
  webhooks?: readonly Notification[];
  usage?: { before: ResourceUsage; after: ResourceUsage };
  /** Whether all work should be done. Otherwise only what holds at every moment is checked. */
  finished: boolean;
}

/** A process may keep some caches and pooled sockets; a leak grows beyond these with the number of requests. */
const FDS_SLACK = 16;
const RSS_SLACK_BYTES = 150 * 1024 * 1024;

/**
 * Compares what was acknowledged with what is on disk. It knows the files by their description and shares no code
 * with the code that writes them.
 *
 * @returns one sentence for each violation, which begins with the number of the invariant; empty when all hold
 */
export async function findViolations(observations: Observations & { exportsDir: string }): Promise<string[]> {
  return violationsIn(await readExports(observations.exportsDir), observations);
}

/** The same for a ledger that has been read already, from a folder or a bucket. */
export function violationsIn(ledger: Exports, observations: Observations): string[] {
  const exports = withoutParts(ledger);
  const { finished, mails, webhooks, resultsBefore = new Map(), connections = [] } = observations;
  const wantsMail = ({ manifest }: BatchOnDisk): boolean => (manifest?.email ?? null) !== null;
  const wantsWebhook = ({ manifest }: BatchOnDisk): boolean => manifest?.webhook_url !== undefined;
  return [
    ...submissionViolations(observations, exports),
    ...[...exports.batches.values()].flatMap((batch) => batchViolations(batch, finished)),
    ...partViolations(ledger, finished),
    ...changedResults(resultsBefore, exports),
    ...strayViolations(exports, finished),
    ...connections.flatMap((frames) => frameViolations(frames, finished)),
    ...(finished ? notificationViolations("mails", mails, exports, wantsMail) : []),
    ...(finished ? notificationViolations("webhooks", webhooks, exports, wantsWebhook) : []),
    ...usageViolations(observations.usage),
  ];
}

/** The text of every result file there is now, to compare it with a later one. */
export async function readResults(exportsDir: string): Promise<Map<string, string>> {
  return resultsIn(await readExports(exportsDir));
}

export const resultsIn = (ledger: Exports): Map<string, string> =>
  new Map(
    [...withoutParts(ledger).batches.values()].filter(({ manifest }) => manifest !== undefined).flatMap(resultEntries),
  );

const isPart = ({ manifest }: BatchOnDisk): boolean => manifest?.part_of !== undefined;

/**
 * What is checked ahead is submitted by nobody, may stop at any image, and leaves with its batch. One that leaves while
 * it is read may have results and no manifest any more.
 */
const withoutParts = ({ batches, ...rest }: Exports): Exports => ({
  ...rest,
  batches: new Map([...batches].filter(([, batch]) => !isPart(batch))),
});

function partViolations({ batches }: Exports, finished: boolean): string[] {
  const parts = [...batches.values()].filter(isPart);
  const left = parts.filter(({ manifest }) => batches.get(manifest?.part_of ?? "")?.isFinal === true);
  return [
    ...parts.flatMap((part) => batchViolations(part, false)),
    ...(finished ? left.map(({ id }) => `I10: part ${id} was left behind by its batch`) : []),
  ];
}

function resultEntries(batch: BatchOnDisk): Array<[string, string]> {
  return [...batch.results].flatMap(([run, results]) =>
    [...results].map(([seq, line]): [string, string] => [`${batch.id} ${run} ${seq}`, line]),
  );
}

function submissionViolations(observations: Observations, { batches }: Exports): string[] {
  const { acknowledged, rejected = [], withoutResponse = [] } = observations;
  const found: string[] = [];
  for (const submission of acknowledged) {
    const { batchId = "" } = submission;
    const names = batches.get(batchId)?.items.map((item) => item.name);
    if (names === undefined) found.push(`I1: batch ${batchId} was acknowledged and is missing`);
    else if (!hasNames(names, submission)) found.push(`I1: batch ${batchId} has other items than were acknowledged`);
  }
  for (const batch of batches.values()) {
    if (acknowledged.some(({ batchId }) => batchId === batch.id)) continue;
    const names = batch.items.map((item) => item.name);
    const matches = (each: Submission): boolean => (each.batchId ?? batch.id) === batch.id && hasNames(names, each);
    if (!withoutResponse.some(matches) || rejected.some(matches))
      found.push(`I7: batch ${batch.id} is there and was never acknowledged`);
  }
  return found;
}

function hasNames(actual: readonly string[], { names, anyOrder = false }: Submission): boolean {
  const [a, b] = anyOrder ? [actual.toSorted(), names.toSorted()] : [actual, names];
  return a.length === b.length && a.every((name, i) => name === b[i]);
}

function batchViolations(batch: BatchOnDisk, finished: boolean): string[] {
  const { id, manifest, items } = batch;
  if (manifest === undefined || items.length !== manifest.total) return [`I7: batch ${id} is incomplete`];
  const found: string[] = [];
  for (const [, results] of batch.results) {
    for (const seq of results.keys())
      if (seq >= manifest.total) found.push(`I2: batch ${id} has a result for item ${seq}, which was never accepted`);
  }
  for (const item of items) found.push(...itemViolations(batch, item, finished));
  if (finished && !batch.isFinal) found.push(`I1: batch ${id} is not finished`);
  if (finished && batch.isFinal) found.push(...batch.pending.map((name) => `I10: ${id}/${name} was left behind`));
  if (batch.isFinal) found.push(...csvViolations(batch), ...failedListViolations(batch));
  return found;
}

function itemViolations(batch: BatchOnDisk, item: BatchOnDisk["items"][number], finished: boolean): string[] {
  const line = newestResult(batch, item.seq);
  const place = `item ${item.seq} of batch ${batch.id}`;
  if (line === undefined) {
    const digest = batch.payloads.get(item.stored ?? "");
    const payloadGone = item.stored !== undefined && digest === undefined;
    const payloadChanged = digest !== undefined && item.sha256 !== undefined && digest !== item.sha256;
    return [
      ...(finished || batch.isFinal ? [`I1: ${place} has no result`] : []),
      ...(payloadGone ? [`I8: ${place} has neither bytes nor a result`] : []),
      ...(payloadChanged ? [`I8: the bytes of ${place} are not those that were sent`] : []),
    ];
  }
  const record = decodeResult(line);
  if (record === undefined) return [`I1: the result of ${place} is torn`];
  const { seq, batch_id, result } = record;
  const isOwn = seq === item.seq && batch_id === batch.id && result["Image_Path_or_URL"] === item.name;
  return isOwn ? [] : [`I2: the result of ${place} belongs to another item`];
}

function csvViolations(batch: BatchOnDisk): string[] {
  if (batch.csv === undefined) return [`I9: batch ${batch.id} is finished without a CSV`];
  const [, ...records] = readCsv(batch.csv);
  if (records.length !== batch.items.length)
    return [`I9: the CSV of batch ${batch.id} has ${records.length} rows for ${batch.items.length} items`];
  return batch.items.flatMap((item, i) => {
    const [name, verdict] = records[i] ?? [];
    const result = decodeResult(newestResult(batch, item.seq) ?? "")?.result;
    // An apostrophe in front keeps a spreadsheet from running a cell.
    const hasName = name === item.name || name === `'${item.name}`;
    const isSame = hasName && (result === undefined || verdict === result["Is_Valid"]);
    return isSame ? [] : [`I9: row ${i} of the CSV of batch ${batch.id} is not that of item ${item.seq}`];
  });
}

function failedListViolations(batch: BatchOnDisk): string[] {
  if (batch.failed === undefined) return [];
  const verdictOf = (seq: number): unknown => decodeResult(newestResult(batch, seq) ?? "")?.result["Is_Valid"];
  const seqs = batch.items.map(({ seq }) => seq).filter((seq) => verdictOf(seq) === "Error");
  return batch.failed === JSON.stringify({ seqs })
    ? []
    : [`I9: failed.json of batch ${batch.id} does not list the items that ended in an error`];
}

function changedResults(before: ReadonlyMap<string, string>, exports: Exports): string[] {
  const now = resultsIn(exports);
  return [...before]
    .filter(([key, line]) => now.get(key) !== line && (now.has(key) || !isSuperseded(key, exports)))
    .map(([key]) => `I3: the result of ${key} ${now.has(key) ? "changed" : "is gone"}`);
}

/** A later run that has ended, and has a result for every item, replaces those before it. */
function isSuperseded(key: string, { batches }: Exports): boolean {
  const [id = "", run] = key.split(" ");
  const batch = batches.get(id);
  if (batch === undefined || !batch.isFinal) return false;
  return [...batch.results].some(([later, results]) => later > Number(run) && results.size === batch.items.length);
}

function strayViolations({ batches, strays }: Exports, finished: boolean): string[] {
  const all = [...strays, ...[...batches.values()].flatMap((batch) => batch.strays)];
  const inProgress = all.filter((name) => /^\.(staging|trash)\/|\.tmp$/.test(name));
  const foreign = all.filter((name) => !inProgress.includes(name));
  return [
    ...foreign.map((name) => `I6: ${name} does not belong there`),
    ...(finished ? inProgress : []).map((name) => `I10: ${name} was left behind`),
  ];
}

/** Each end is sent at least once and always under one id. The end of a run may replace that of the run before it. */
function notificationViolations(
  kind: string,
  all: readonly Notification[] | undefined,
  { batches }: Exports,
  isWanted: (batch: BatchOnDisk) => boolean,
): string[] {
  if (all === undefined) return [];
  return [...batches.values()].flatMap((batch) => {
    const ids = new Set(all.filter((each) => each.batchId === batch.id).map((each) => each.id));
    const [least, most] = isWanted(batch) ? [1, batch.run + 1] : [0, 0];
    return ids.size >= least && ids.size <= most
      ? []
      : [`I5: batch ${batch.id} had ${kind} of ${ids.size} ids instead of ${least}`];
  });
}

function usageViolations(usage: Observations["usage"]): string[] {
  if (usage === undefined) return [];
  const { before, after } = usage;
  return [
    ...(after.fds > before.fds + FDS_SLACK ? [`I10: ${after.fds} open files, ${before.fds} before`] : []),
    ...(after.rssBytes > before.rssBytes + RSS_SLACK_BYTES
      ? [`I10: ${after.rssBytes} bytes of memory, ${before.rssBytes} before`]
      : []),
  ];
}
