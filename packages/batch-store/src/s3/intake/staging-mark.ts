import { z } from "zod";
import type { ObjectFacts } from "@symphony/object-storage";
import { contentKeys, KEYS } from "../base/keys.ts";
import type { ObjectLedger } from "../base/ledger.ts";
import { readObject, removeBelow } from "../base/objects.ts";

/** A request that was given up may still be carried out for so long; the mark waits for it, with a margin. */
const LATE_MS = 3_600_000;

/**
 * Whose a staging is, which batch it is about to become, and how it was decided: `committed` by its owner, or by others
 * that found the head after its owner's death; `abandoned` by others. One change of the mark decides.
 */
const markSchema = z.object({
  owner: z.string(),
  batch_id: z.string().optional(),
  committed: z.literal(true).optional(),
  abandoned: z.literal(true).optional(),
});
export type Mark = z.infer<typeof markSchema>;

export const encodeMark = (mark: Mark): string => JSON.stringify(mark);

/**
 * Removes the stagings of processes that are gone. The mark is changed first, so that an owner that was only stopped
 * cannot commit any more. It is kept for a while: a head that the owner had asked for may still appear.
 *
 * @returns how many
 */
export async function removeAbandoned(ledger: ObjectLedger): Promise<number> {
  let removed = 0;
  for await (const each of abandonedStagings(ledger)) if (await settle(ledger, each)) removed += 1;
  return removed;
}

interface Abandoned {
  facts: ObjectFacts;
  mark: Mark;
}

/** The stagings of processes that are gone, and those that were abandoned before. */
export async function* abandonedStagings({ bucket, leases }: ObjectLedger): AsyncGenerator<Abandoned> {
  let isGone: Awaited<ReturnType<typeof leases.read>> | undefined;
  for await (const facts of bucket.list({ prefix: KEYS.stagings })) {
    isGone ??= await leases.read();
    const mark = await readObject(bucket, facts.key, markSchema);
    if (mark !== undefined && (mark.abandoned === true || isGone(mark.owner, facts.modifiedAt))) yield { facts, mark };
  }
}

/** @returns whether this call took it over and removed its content */
async function settle(ledger: ObjectLedger, { facts, mark }: Abandoned): Promise<boolean> {
  const { bucket, heads, leases } = ledger;
  const content = facts.key.slice(KEYS.stagings.length);
  const hasHead = async (): Promise<boolean> =>
    mark.batch_id !== undefined && (await heads.read(mark.batch_id))?.content === content;
  const change = (next: Mark): Promise<string | undefined> =>
    bucket.putIfMatch(facts.key, encodeMark(next), facts.etag);
  if (mark.abandoned !== true) {
    const committed = mark.committed === true || (await hasHead());
    if (committed && (mark.committed === true || (await change({ ...mark, committed: true })) !== undefined))
      await bucket.remove([facts.key]);
    if (committed || (await change({ ...mark, abandoned: true })) === undefined) return false;
  }
  if (await hasHead()) await heads.remove(mark.batch_id ?? "");
  await removeBelow(bucket, contentKeys(content).root);
  const isOld = (await leases.now()) - facts.modifiedAt.getTime() > LATE_MS;
  if (mark.abandoned === true && isOld) await bucket.remove([facts.key]);
  return mark.abandoned !== true;
}
