import { randomUUID } from "node:crypto";
import { z } from "zod";
import { StoreError } from "../store-error.ts";
import { putIfAbsent, readJson } from "./durable.ts";
import type { Paths } from "./paths.ts";

const identitySchema = z.object({ id: z.string().min(1) });

const readIdentity = async (paths: Paths): Promise<string | undefined> =>
  (await readJson(paths.identity, identitySchema))?.id;

/** The id of the store in this folder. The first process that opens the folder gives it one. */
export async function openIdentity(paths: Paths): Promise<string> {
  const known = await readIdentity(paths);
  if (known !== undefined) return known;
  await putIfAbsent(paths.identity, JSON.stringify({ id: randomUUID() }), paths.staging);
  return (await readIdentity(paths)) as string;
}

/** Checks that the folder is still that of the store: a mount that went away leaves an empty one. */
export async function checkIdentity(paths: Paths, id: string): Promise<void> {
  if ((await readIdentity(paths)) !== id)
    throw new StoreError("unavailable", `The folder ${paths.root} is not the store that this process opened.`);
}
