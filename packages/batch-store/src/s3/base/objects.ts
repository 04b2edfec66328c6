import type { Bucket } from "@symphony/object-storage";
import { REMOVED_AT_ONCE } from "@symphony/object-storage";
import { StoreError } from "../../store-error.ts";

interface Schema<T> {
  parse(value: unknown): T;
}

export async function readText(bucket: Bucket, key: string): Promise<string | undefined> {
  return (await bucket.read(key))?.bytes.toString();
}

/** @throws {StoreError} `unknown_format`, because objects appear whole: another shape comes from a newer version */
export async function readObject<T>(bucket: Bucket, key: string, schema: Schema<T>): Promise<T | undefined> {
  const text = await readText(bucket, key);
  return text === undefined ? undefined : decodeObject(text, key, schema);
}

export function decodeObject<T>(text: string, key: string, schema: Schema<T>): T {
  const json: unknown = JSON.parse(text);
  try {
    return schema.parse(json);
  } catch (cause) {
    throw new StoreError("unknown_format", `This version cannot read ${key}: a newer one wrote it.`, { cause });
  }
}

/** The keys below a prefix, without it. */
export async function namesBelow(bucket: Bucket, prefix: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { key } of bucket.list({ prefix })) names.push(key.slice(prefix.length));
  return names;
}

/** Whether there is anything below a prefix. */
export async function isEmpty(bucket: Bucket, prefix: string): Promise<boolean> {
  return (await bucket.list({ prefix, max: 1 }).next()).done === true;
}

export async function removeBelow(bucket: Bucket, prefix: string): Promise<void> {
  let keys: string[] = [];
  for await (const { key } of bucket.list({ prefix })) {
    keys.push(key);
    if (keys.length < REMOVED_AT_ONCE) continue;
    await bucket.remove(keys);
    keys = [];
  }
  if (keys.length > 0) await bucket.remove(keys);
}

/** For what only an unfinished batch needs: it is gone afterwards where the run has ended meanwhile. */
export async function putUnlessEnded(bucket: Bucket, key: string, text: string, endMarker: string): Promise<void> {
  await bucket.put(key, text);
  await removeIfEnded(bucket, key, endMarker);
}

/** The process that ended a run has tidied up already: nobody else removes what comes later. */
export async function removeIfEnded(bucket: Bucket, key: string, endMarker: string): Promise<void> {
  if ((await bucket.head(endMarker)) !== undefined) await bucket.remove([key]);
}
