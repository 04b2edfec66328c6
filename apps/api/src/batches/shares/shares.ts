import type { ShareRecord } from "@symphony/batch-store";
import { Problem } from "@symphony/contract";
import type { BatchId, NewShare, Share, ShareRequest } from "@symphony/contract";
import type { ApiDeps } from "../../deps.ts";
import { requireManifest } from "../find-batch.ts";
import { createShareToken, shareIdOf } from "./share-token.ts";

/** Links that were not revoked; each is a file of its own. */
const SHARES_PER_BATCH_MAX = 100;
const HOUR_MS = 3_600_000;

/** @param origin of the address that the link begins with */
export async function createShare(
  deps: ApiDeps,
  id: string,
  { expires_in_hours: hours, label }: ShareRequest,
  by: string,
  origin: string,
): Promise<NewShare> {
  const { batch_id: batchId } = await requireManifest(deps, id);
  if ((await deps.store.shares.list(batchId)).length >= SHARES_PER_BATCH_MAX)
    throw new Problem("too_many_shares", `A batch can have ${SHARES_PER_BATCH_MAX} links; revoke one of them first.`);
  const token = createShareToken();
  const record: ShareRecord = {
    id: shareIdOf(token),
    label: label === undefined || label === "" ? null : label,
    created_at: new Date().toISOString(),
    expires_at: new Date(Date.now() + hours * HOUR_MS).toISOString(),
    by,
  };
  await deps.store.shares.add(batchId, record);
  return { ...shareOf(record), url: `${origin}/shared/${token}` };
}

export async function listShares(deps: ApiDeps, id: string): Promise<{ batch_id: BatchId; shares: Share[] }> {
  const { batch_id: batchId } = await requireManifest(deps, id);
  return { batch_id: batchId, shares: (await deps.store.shares.list(batchId)).map(shareOf) };
}

/** Takes a link back. Each request reads the ledger, so no process follows it any more. */
export async function revokeShare(deps: ApiDeps, id: string, shareId: string): Promise<void> {
  const { batch_id: batchId } = await requireManifest(deps, id);
  if (!/^[0-9a-f]{32}$/.test(shareId) || !(await deps.store.shares.remove(batchId, shareId)))
    throw new Problem("not_found", "The batch has no such link.");
}

/** The batch that a link shows; undefined when it is unknown, expired or revoked. */
export async function findSharedBatch({ store }: Pick<ApiDeps, "store">, token: string): Promise<BatchId | undefined> {
  const found = await store.shares.find(shareIdOf(token));
  return found === undefined || isExpired(found.share) ? undefined : found.batchId;
}

const isExpired = ({ expires_at }: ShareRecord): boolean => Date.parse(expires_at) <= Date.now();

function shareOf(record: ShareRecord): Share {
  const { id, label, created_at, expires_at, by } = record;
  return { share_id: id, label, created_at, expires_at, by, expired: isExpired(record) };
}
