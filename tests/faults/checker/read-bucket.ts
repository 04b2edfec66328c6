import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { isOfDeadProcess, RUN_KEY } from "./read-exports.ts";
import type { BatchOnDisk, Exports } from "./read-exports.ts";

/** An object and the file that it is. */
type Objects = ReadonlyMap<string, string>;

const ROOT_KEYS =
  /^(store\.json|outages\.json|(leases|batches|staging|trash|removing|reopened|drafts|submissions|upload-states|upload-parts|keys|key-use|brands|audit|shares|sources|hashes|content)\/.+)$/;
const CONTENT_KEYS =
  /^(control\.json|touched|(items|payloads|runs|final|failed|csv|attempts|results|damaged|segments|pages|evidence|earlier|reviews|record|shares|mail|webhook|webhook-attempts|written-back)\/.+)$/;
/** Leases are extended every 20 s. */
const DEAD_AFTER_MS = 30_000;
/** What only an unfinished batch has. */
const OF_UNFINISHED = /^(touched|(attempts|segments)\/.+)$/;

/**
 * Reads a ledger in a bucket by the description of its keys, and without the code of the store. The server keeps each
 * object as a file of its name, so that this needs neither a client nor a server that responds.
 */
export async function readBucket(dir: string): Promise<Exports> {
  const objects = await objectsIn(dir);
  const batches = new Map<string, BatchOnDisk>();
  const contents = new Set<string>();
  for (const [key, path] of objects) {
    const id = /^batches\/(.+)$/.exec(key)?.[1];
    const head = id === undefined ? undefined : await json<Head>(path);
    if (id === undefined || head === undefined) continue;
    contents.add(head.content);
    batches.set(id, await readBatch(objects, id, head));
  }
  return { batches, strays: await straysOf(objects, contents) };
}

interface Head {
  manifest: BatchOnDisk["manifest"];
  content: string;
}

async function objectsIn(dir: string): Promise<Objects> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(files.map((path) => [relative(dir, path), path]));
}

async function readBatch(objects: Objects, id: string, { manifest, content }: Head): Promise<BatchOnDisk> {
  const root = `content/${content}/`;
  const own = new Map(
    [...objects].flatMap(([key, path]) => (key.startsWith(root) ? [[key.slice(root.length), path]] : [])),
  );
  const read = (key: string): Promise<string | undefined> => text(own.get(key));
  const run = (await json<Record<typeof RUN_KEY, number>>(own.get("control.json")))?.[RUN_KEY] ?? 0;
  const marker = await json<{ csv: string; final: object }>(own.get(`final/${padded(run)}`));
  const [results, payloads] = [new Map<number, Map<number, string>>(), new Map<string, string>()];
  for (const [key, path] of own) {
    const [, ofRun, seq] = /^results\/(\d+)\/\d+\/(\d+)$/.exec(key) ?? [];
    const line = seq === undefined ? undefined : await text(path);
    if (line !== undefined)
      results.set(Number(ofRun), (results.get(Number(ofRun)) ?? new Map()).set(Number(seq), line));
    const stored = /^payloads\/(.+)$/.exec(key)?.[1];
    const bytes = stored === undefined ? undefined : await readFile(path).catch(() => undefined);
    if (stored !== undefined && bytes !== undefined)
      payloads.set(stored, createHash("sha256").update(bytes).digest("hex"));
  }
  const lists = [...own.keys()].filter((key) => key.startsWith("items/")).toSorted();
  const items = await Promise.all(lists.map((key) => json<BatchOnDisk["items"]>(own.get(key))));
  return {
    id,
    manifest,
    items: items.flatMap((each) => each ?? []),
    results,
    run,
    isFinal: marker !== undefined,
    end: marker && JSON.stringify(marker.final),
    csv: marker === undefined ? undefined : await read(marker.csv.slice(root.length)),
    failed: await read(`failed/${padded(run)}`),
    payloads,
    pending: [...own.keys()].filter((key) => OF_UNFINISHED.test(key)),
    strays: [...own.keys()].filter((key) => !CONTENT_KEYS.test(key)).map((key) => `${id}/${key}`),
  };
}

/** Keys of nothing, contents that no batch, upload or note of a removal names, and uploads of processes that live. */
async function straysOf(objects: Objects, contents: ReadonlySet<string>): Promise<string[]> {
  const strays = [...objects.keys()].filter((key) => !ROOT_KEYS.test(key));
  const named = new Set(contents);
  for (const [key, path] of objects) {
    const [, kind, content = ""] = /^(staging|trash)\/(.+)$/.exec(key) ?? [];
    if (kind === undefined) continue;
    named.add(content);
    const mark =
      kind === "staging" ? await json<{ owner: string; abandoned?: true; committed?: true }>(path) : undefined;
    // A mark that was decided is kept for an hour: a request of its owner's may still be on its way.
    const isDecided = mark?.abandoned === true || mark?.committed === true;
    const isOfDead =
      mark !== undefined && (await isOfDeadProcess(leaseFile(objects, mark.owner), mark.owner, DEAD_AFTER_MS));
    if (!isDecided && !isOfDead) strays.push(`.${kind}/${content}`);
  }
  // What a late worker writes beside a removed batch is looked after for a while.
  for (const [key, path] of objects)
    if (key.startsWith("removing/")) named.add((await json<{ content?: string }>(path))?.content ?? "");
  for (const key of objects.keys()) {
    const content = /^content\/([^/]+)\//.exec(key)?.[1];
    if (content !== undefined && !named.has(content)) strays.push(`content/${content}`);
  }
  return [...new Set(strays)];
}

const leaseFile = (objects: Objects, owner: string): string => objects.get(`leases/${owner.split("~")[1]}`) ?? "";
const padded = (number: number): string => String(number).padStart(9, "0");
const text = async (path: string | undefined): Promise<string | undefined> =>
  path === undefined ? undefined : readFile(path, "utf8").catch(() => undefined);

/** `undefined` for an object that is not there or is not read to its end. */
async function json<T>(path: string | undefined): Promise<T | undefined> {
  try {
    return JSON.parse((await text(path)) ?? "") as T;
  } catch {
    return undefined;
  }
}
