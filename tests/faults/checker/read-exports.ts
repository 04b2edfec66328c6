import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";

/** A batch folder, read by the description of its files and without the code of the store. */
export interface BatchOnDisk {
  id: string;
  manifest:
    | { total: number; kind: "files" | "urls"; email?: string | null; webhook_url?: string; part_of?: string }
    | undefined;
  /** In upload order. */
  items: Array<{ seq: number; name: string; stored?: string; sha256?: string }>;
  /** By run, then by item; the whole text of the result file. */
  results: Map<number, Map<number, string>>;
  run: number;
  isFinal: boolean;
  /** How the newest run ended. */
  end: string | undefined;
  csv: string | undefined;
  /** Items that ended in an error, of the newest run; older versions had no such file. */
  failed: string | undefined;
  /** SHA-256 by name. */
  payloads: Map<string, string>;
  /** Entries that only an unfinished batch has. */
  pending: string[];
  /** Entries that do not belong there, relative to the exports folder. */
  strays: string[];
}

export interface Exports {
  batches: Map<string, BatchOnDisk>;
  strays: string[];
}

/** The number of the run in `control.json` and its versions; the key is older than the word. */
export const RUN_KEY = "generation";

const BATCH_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const OWN_FOLDERS =
  ".leases .reopened .staging .announced .submissions .trash .uploads .keys .audit .removing .hashes .shares".split(
    " ",
  );
const ROOT_FILES = new Set([".reserve", ".gitkeep", ".store.json", ".outages.json", ...OWN_FOLDERS]);
const BATCH_ENTRIES =
  /^(accepted|metadata|control(\.[1-9]\d*)?)\.json$|^(final|failed)(\.[1-9]\d*)?\.json$|^pending_(files|urls)\.json$|^results(\.[1-9]\d*)?\.csv$|^results(\.[1-9]\d*)?$|^(items|pending_files|failed_files|kept_files|thumbnails|views|marks|earlier|reviews|record|shares|retries|attempts|\.tmp)$|^mail(\.[1-9]\d*)?\.(intent|of|batches|done)$|^webhook(\.[1-9]\d*)?\.(log|done)$|^written-back(\.[1-9]\d*)?\.done$/;

/** Reads everything below `exports/`. */
export async function readExports(dir: string): Promise<Exports> {
  const names = await readdir(dir);
  const strays = names.filter((name) => !BATCH_ID.test(name) && !ROOT_FILES.has(name));
  for (const folder of [".staging", ".trash"])
    for (const name of await list(join(dir, folder)))
      if (!(await isOfDeadProcess(leaseFile(dir, name), name))) strays.push(`${folder}/${name}`);
  const batches = new Map<string, BatchOnDisk>();
  for (const id of names.filter((name) => BATCH_ID.test(name))) batches.set(id, await readBatch(dir, id));
  return { batches, strays };
}

/** Leases are extended every 10 s and lapse after two minutes; then somebody removes what the process left. */
const DEAD_AFTER_MS = 15_000;
const REMOVED_WITHIN_MS = 240_000;

const leaseFile = (root: string, name: string): string => join(root, ".leases", name.split("~")[1] ?? "");

/** Whether the owner of something was killed and its lease has not lapsed: nobody may remove it yet. */
export async function isOfDeadProcess(leaseFile: string, name: string, deadAfterMs = DEAD_AFTER_MS): Promise<boolean> {
  if (!name.startsWith("lease~")) return false;
  const extended = await stat(leaseFile).catch(() => undefined);
  const age = extended === undefined ? 0 : Date.now() - extended.mtimeMs;
  return age > deadAfterMs && age < REMOVED_WITHIN_MS;
}

async function readBatch(root: string, id: string): Promise<BatchOnDisk> {
  const dir = join(root, id);
  const entries = await list(dir);
  const results = new Map<number, Map<number, string>>();
  for (const name of entries) {
    const run = /^results(?:\.(\d+))?$/.exec(name);
    if (run !== null) results.set(Number(run[1] ?? 0), await readResultFiles(join(dir, name)));
  }
  const controls = entries.filter((name) => /^control(\.\d+)?\.json$/.test(name));
  const runs = await Promise.all(controls.map((name) => json<Record<typeof RUN_KEY, number>>(join(dir, name))));
  const run = Math.max(0, ...runs.map((control) => control?.[RUN_KEY] ?? 0));
  return {
    id,
    manifest: await json(join(dir, "accepted.json")),
    items: await readItems(join(dir, "items")),
    results,
    run,
    isFinal: entries.includes(endOf(run)),
    end: await text(join(dir, endOf(run))),
    csv: await text(join(dir, "results.csv")),
    failed: await text(join(dir, run === 0 ? "failed.json" : `failed.${run}.json`)),
    payloads: new Map([
      ...(await readDigests(join(dir, "pending_files"))),
      ...(await readDigests(join(dir, "failed_files"))),
    ]),
    pending: entries.filter((name) => name.startsWith("pending_")),
    strays: await straysOf(root, id, entries),
  };
}

const endOf = (run: number): string => (run === 0 ? "final.json" : `final.${run}.json`);

async function straysOf(root: string, id: string, entries: readonly string[]): Promise<string[]> {
  const names = await strayPictures(join(root, id));
  for (const name of entries.filter((each) => !BATCH_ENTRIES.test(each)))
    if (!(await isOfDeadProcess(leaseFile(root, name), name))) names.push(name);
  return names.map((name) => `${id}/${name}`);
}

const PICTURES: ReadonlyArray<[folder: string, name: RegExp]> = [
  ["thumbnails", /^\d+(\.r\d+)?\.jpg$/],
  ["views", /^\d+(\.r\d+)?\.(jpg|png|webp)$/],
  ["marks", /^\d+(\.r\d+)?\.\d+-\d+-\d+-\d+\.jpg$/],
];

/** Pictures that were not written to their end. */
async function strayPictures(dir: string): Promise<string[]> {
  const strays: string[] = [];
  for (const [folder, pattern] of PICTURES)
    for (const shard of await list(join(dir, folder)))
      for (const name of await list(join(dir, folder, shard)))
        if (!pattern.test(name)) strays.push(`${folder}/${shard}/${name}`);
  return strays;
}

/** A file that is removed while it is read counts as missing. */
async function readDigests(dir: string): Promise<Array<[string, string]>> {
  const read = (name: string): Promise<Array<[string, string]>> =>
    readFile(join(dir, name)).then(
      (bytes) => [[name, createHash("sha256").update(bytes).digest("hex")]],
      () => [],
    );
  return (await Promise.all((await list(dir)).map(read))).flat();
}

async function readItems(dir: string): Promise<BatchOnDisk["items"]> {
  const lists = await Promise.all(
    (await list(dir)).toSorted().map((name) => json<BatchOnDisk["items"]>(join(dir, name))),
  );
  return lists.flatMap((each) => each ?? []);
}

async function readResultFiles(dir: string): Promise<Map<number, string>> {
  const results = new Map<number, string>();
  for (const shard of await list(dir)) {
    for (const name of await list(join(dir, shard))) {
      const seq = /^(\d+)\.json$/.exec(name)?.[1];
      // Those of a superseded run may be removed meanwhile.
      const line = seq === undefined ? undefined : await text(join(dir, shard, name));
      if (line !== undefined) results.set(Number(seq), line);
    }
  }
  return results;
}

/** The record in a result file, or `undefined` when its checksum does not match its text. */
export function decodeResult(
  line: string,
): { seq: number; batch_id: string; corrected_in?: number; result: Record<string, unknown> } | undefined {
  const body = line.slice('{"crc":"01234567","row":'.length, -2);
  const sum = crc32(body).toString(16).padStart(8, "0");
  return line === `{"crc":"${sum}","row":${body}}\n`
    ? (JSON.parse(body) as ReturnType<typeof decodeResult>)
    : undefined;
}

/** The newest result file of an item; later runs come first. */
export function newestResult(batch: BatchOnDisk, seq: number): string | undefined {
  const runs = [...batch.results.keys()].toSorted((a, b) => b - a);
  return runs.map((each) => batch.results.get(each)?.get(seq)).find((line) => line !== undefined);
}

/** RFC 4180 records, with quotes and line breaks inside cells. */
export function readCsv(csv: string): string[][] {
  const records: string[][] = [[]];
  for (const [, quoted, plain, end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    records.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? "");
    if (end === "\r\n") records.push([]);
    if (end === "") break;
  }
  return records.filter((record) => record.length > 1);
}

const list = (dir: string): Promise<string[]> => readdir(dir).catch(() => []);
const text = (path: string): Promise<string | undefined> => readFile(path, "utf8").catch(() => undefined);

/** `undefined` for a file that is missing or torn: neither can be used. */
async function json<T>(path: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as T;
  } catch {
    return undefined;
  }
}
