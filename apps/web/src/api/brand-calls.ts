import type { BatchId, BrandDetails, BrandVersion, ListedBrand, Trial } from "@symphony/contract";
import { request, requestJson } from "./request.ts";

export function readBrands(signal?: AbortSignal): Promise<ListedBrand[]> {
  return requestJson("/api/brands", { signal });
}

/** The administrator's calls need no API key. */
const ADMIN = { usesApiKey: false } as const;
const addressOf = (name: string): string => `/api/brands/${encodeURIComponent(name)}`;

export function readBrand(name: string, signal?: AbortSignal): Promise<BrandDetails> {
  return requestJson(addressOf(name), { ...ADMIN, signal });
}

/** What a brand is made of; of a new version what is left out stays as it was. */
export interface BrandInput {
  words: string | undefined;
  artwork: readonly File[];
  /** JSON; empty: none, or those of the version before. */
  rules: string;
  /** Empty: that of the version before. */
  threshold: string;
  /** A trained one; null: that of the version before. */
  model?: File | null;
  /** Whether a new version is tried before it is looked for. */
  candidate?: boolean;
}

export function addBrand(name: string, input: BrandInput): Promise<BrandVersion> {
  return requestJson("/api/brands", { ...ADMIN, method: "POST", form: formOf(input, name) });
}

export function changeBrand(name: string, input: BrandInput): Promise<BrandVersion> {
  return requestJson(addressOf(name), { ...ADMIN, method: "PUT", form: formOf(input) });
}

export async function removeBrand(name: string): Promise<void> {
  await request(addressOf(name), { ...ADMIN, method: "DELETE" });
}

const versionAddress = (name: string, version: number): string => `${addressOf(name)}/versions/${version}`;

/** Checks the pictures of an earlier batch with a version of a brand. */
export function tryVersion(name: string, version: number, batch: BatchId): Promise<Trial> {
  const json = { batch_id: batch };
  return requestJson(`${versionAddress(name, version)}/trial`, { ...ADMIN, method: "POST", json });
}

/** Begins to extend the artwork by marks that people saw in the images of a batch. @returns a candidate */
export function learnFromReviews(name: string, batch: BatchId): Promise<BrandVersion> {
  return requestJson(`${addressOf(name)}/learn`, { ...ADMIN, method: "POST", json: { batch_id: batch } });
}

export function adoptCandidate(name: string, version: number): Promise<BrandVersion> {
  return requestJson(`${versionAddress(name, version)}/adopt`, { ...ADMIN, method: "POST" });
}

export async function discardCandidate(name: string, version: number): Promise<void> {
  await request(versionAddress(name, version), { ...ADMIN, method: "DELETE" });
}

export const artworkAddress = (name: string, version: number, file: string): string =>
  `${versionAddress(name, version)}/${file}`;

function formOf(
  { words, artwork, rules, threshold, model = null, candidate = false }: BrandInput,
  name?: string,
): FormData {
  const form = new FormData();
  if (name !== undefined) form.append("name", name);
  if (words !== undefined) form.append("words", words);
  if (rules.trim() !== "") form.append("rules", rules);
  if (threshold.trim() !== "") form.append("threshold", threshold);
  if (candidate) form.append("candidate", "true");
  for (const file of artwork) form.append("artwork", file);
  if (model !== null) form.append("model", model);
  return form;
}
