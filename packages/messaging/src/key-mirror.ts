import { z } from "zod";
import { keys } from "./redis/keys.ts";
import type { Redis } from "./redis/redis.ts";

const mirroredSchema = z.object({
  keys: z.array(z.object({ digest: z.string(), name: z.string(), scopes: z.array(z.string()) })),
  any: z.boolean(),
});
export type MirroredKeys = z.infer<typeof mirroredSchema>;

/** The API keys of the ledger, as digests: APIs write the copy again and again, gateways read it. */
export async function publishKeys(redis: Redis, { keys: known, any }: MirroredKeys): Promise<void> {
  const listed = known.map(({ digest, name, scopes }) => ({ digest, name, scopes }));
  await redis.set(keys.apiKeys, JSON.stringify({ keys: listed, any }));
}

/** @returns undefined before an API wrote them */
export async function readKeys(redis: Redis): Promise<MirroredKeys | undefined> {
  const text = await redis.get(keys.apiKeys);
  return text === null ? undefined : mirroredSchema.parse(JSON.parse(text));
}
