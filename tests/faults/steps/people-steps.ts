import type { BatchManifest, BatchStore } from "@symphony/batch-store";

/* What people do with a finished batch, and what must be there once it was acknowledged. */

const MAX_FILE_BYTES = 1_000;
const AT = "2026-01-01T00:00:00.000Z";
const KEY_NAME = "supplier";
const SHARE = "0123456789abcdef0123456789abcdef";
/** Of the first item, and of the one that ended in an error. */
const [FIRST, FAILED] = [0, 1];

const review = (store: BatchStore, { batch_id: id }: BatchManifest): Promise<unknown> =>
  store.reviews.append(id, FIRST, { verdict: "Invalid", reason: "old logo", note: null, by: "ann", at: AT });

const edit = (store: BatchStore, { batch_id: id }: BatchManifest): Promise<unknown> =>
  store.records.update(id, { title: "Shoes", pinned: true, by: "ann", at: AT });

const addKey = (store: BatchStore): Promise<unknown> =>
  store.keys.add({
    name: KEY_NAME,
    digest: "ab".repeat(32),
    scopes: ["read"],
    created_at: new Date().toISOString(),
    created_by: "admin",
  });

const share = (store: BatchStore, { batch_id: id }: BatchManifest): Promise<unknown> =>
  store.shares.add(id, {
    id: SHARE,
    label: null,
    created_at: AT,
    expires_at: "2100-01-01T00:00:00.000Z",
    by: "ann",
  });

async function correct(store: BatchStore, manifest: BatchManifest): Promise<void> {
  const run = (await store.control(manifest.batch_id)).run + 1;
  const final = await store.final(manifest.batch_id);
  if (final === undefined) return;
  const staging = await store.openStaging();
  try {
    const bytes = async function* (): AsyncGenerator<Buffer> {
      yield Buffer.from("corrected bytes");
    };
    await staging.addFile("fixed.jpg", bytes(), MAX_FILE_BYTES);
    const moved = await staging.moveTo(manifest, run, [{ index: 0, seq: FAILED }]);
    const corrections = { ...moved, by: "ann" };
    await store.startRun(manifest, { run, seqs: [FAILED], eventsBefore: final.events, corrections });
  } finally {
    await staging.discard();
  }
}

/** In the order in which they are taken. */
export const PEOPLE_STEPS = {
  review,
  edit,
  addKey,
  revokeKey: (store: BatchStore) => store.keys.revoke(KEY_NAME, { at: AT, by: "admin" }),
  audit: (store: BatchStore, { batch_id }: BatchManifest) =>
    store.audit.append({ by: "ann", action: "review", batch_id, details: {} }),
  share,
  unshare: (store: BatchStore, { batch_id: id }: BatchManifest) => store.shares.remove(id, SHARE),
  correct,
} as const satisfies Record<string, (store: BatchStore, manifest: BatchManifest) => Promise<unknown>>;
export type PeopleStep = keyof typeof PEOPLE_STEPS;

const EVERYTHING = { batch_id: undefined, by: undefined, action: undefined, from: undefined, to: undefined };

/** Whether what a step did is there, whole. Throws where it is there in part. */
const IS_THERE: Record<PeopleStep, (store: BatchStore, id: string) => Promise<boolean>> = {
  review: async (store, id) => (await store.reviews.newest(id, FIRST))?.entry.reason === "old logo",
  edit: async (store, id) => (await store.records.read(id))?.title === "Shoes",
  addKey: async (store) => (await store.keys.list()).some(({ name }) => name === KEY_NAME),
  revokeKey: async (store) => !(await store.keys.active()).keys.some(({ name }) => name === KEY_NAME),
  async audit(store) {
    const ids: string[] = [];
    for await (const { id } of store.audit.each(EVERYTHING)) ids.push(id);
    if (ids.length > 1) throw new Error("an entry is there twice");
    return ids.length === 1;
  },
  share: async (store) => (await store.shares.find(SHARE)) !== undefined,
  unshare: async (store) => (await store.shares.find(SHARE)) === undefined,
  async correct(store, id) {
    const manifest = await store.manifest(id);
    if (manifest === undefined) return false;
    const { run } = await store.control(id);
    const corrected = (await store.item(id, FAILED, run)).corrected_in !== undefined;
    const newest = await store.results.newest(id, FAILED, run);
    if (!corrected) return false;
    if ((await store.results.earlier(id, FAILED)).length !== 1) throw new Error("the earlier result is gone");
    // Recovery has inspected it.
    if (newest?.result.Is_Valid !== "Valid") throw new Error("the corrected file was not inspected");
    return true;
  },
};

/**
 * What of the steps before, and of this one once it was acknowledged, is missing after recovery.
 *
 * @param taken the steps in their order, the last one perhaps in part
 */
export async function missingOf(
  store: BatchStore,
  id: string,
  taken: readonly PeopleStep[],
  acknowledged: boolean,
): Promise<string[]> {
  const found: string[] = [];
  for (const [i, step] of taken.entries()) {
    // A link that was revoked is gone for good.
    if (step === "share" && taken.includes("unshare")) continue;
    const isThere = await IS_THERE[step](store, id).catch((error: unknown) => String(error));
    if (typeof isThere === "string") found.push(`people: ${step}: ${isThere}`);
    else if (!isThere && (i < taken.length - 1 || acknowledged)) found.push(`people: ${step} is not there`);
  }
  return found;
}
