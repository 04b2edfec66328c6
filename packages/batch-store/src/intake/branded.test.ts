import { expect, test } from "@jest/globals";
import { decodeBranded, encodeBranded } from "../branded.ts";
import { draftBatchSchema } from "./draft-batches.ts";
import { manifestSchema } from "./manifest.ts";

const facts = { batch_id: "0b0e7d7e-7a0c-4f5e-9d55-1f6a0c1d2e3f", client_id: null, email: null, created_at: "now" };
const manifest = manifestSchema.parse({
  ...facts,
  kind: "files",
  chunk_size: 10,
  total: 3,
  accepted_at: "now",
  brands: [{ name: "Hills", version: 2 }, { name: "Red" }],
});
const draft = draftBatchSchema.parse({ ...facts, total: 0, brands: [{ name: "Hills" }] });

/** What processes of versions without brands read with: the same schemas without the key. */
const formerManifest = manifestSchema.omit({ brands: true });
const formerDraft = draftBatchSchema.omit({ brands: true });

test("a version that knows no brands refuses a record with brands, instead of looking for another brand", () => {
  expect(formerManifest.safeParse(encodeBranded(manifest)).success).toBe(false);
  expect(formerDraft.safeParse(encodeBranded(draft)).success).toBe(false);
  expect(manifestSchema.parse(decodeBranded(encodeBranded(manifest)))).toEqual(manifest);
  expect(draftBatchSchema.parse(decodeBranded(encodeBranded(draft)))).toEqual(draft);
});

test("a version that knows no forbidden brands refuses a record with some, instead of not looking for them", () => {
  const forbidding = manifestSchema.parse({ ...manifest, forbidden: [{ name: "Tent", version: 1 }] });
  const former = manifestSchema.omit({ forbidden: true });
  const onDisk = encodeBranded(forbidding);
  const { forbidding: _newer, ...known } = onDisk as Record<string, unknown>;
  expect(former.safeParse(decodeBranded(known)).success).toBe(false);
  expect(manifestSchema.parse(decodeBranded(onDisk))).toEqual(forbidding);
});

test("a record without brands is what it always was", () => {
  const { brands: _brands, ...plain } = manifest;
  expect(encodeBranded(plain)).toBe(plain);
  expect(formerManifest.parse(encodeBranded(plain))).toEqual(plain);
  expect(decodeBranded(plain)).toBe(plain);
});
