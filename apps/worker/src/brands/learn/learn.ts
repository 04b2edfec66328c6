import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readBrandContent, StoreError } from "@symphony/batch-store";
import type { BatchStore } from "@symphony/batch-store";
import { BRAND_ARTWORKS_MAX, composeVersion } from "@symphony/contract";
import type { ArtworkPicture, BrandVersion } from "@symphony/contract";
import { NotMadeError } from "../not-made-error.ts";
import { runChild } from "../run-child.ts";
import { gatherLesson } from "./gather-lesson.ts";
import { makeLessonFolder } from "./lesson-folder.ts";
import type { Learned, LearnSettings, LearnTask } from "./lesson.ts";

/** More pictures of a mark cost more time for each image, and the first ones find most. */
const MARKS_MAX = 3;
const THRESHOLD_DEFAULT = 0.5;
/** Each image is looked through for up to twelve marks. */
const TIME_LIMIT_MS = 600_000;

export interface LearnDeps {
  store: Pick<BatchStore, "brands" | "manifest" | "reviews" | "evidence" | "openResults">;
  /** The bundled `learn-child.js`. */
  entry: string;
  /** In place of every threshold, where the operator has set one. */
  confidenceThreshold: number | undefined;
}

/**
 * Follows up a version that learns with a candidate that has marks of reviewed images beside its artwork.
 *
 * @returns the number of that candidate; undefined when another version followed meanwhile
 * @throws {NotMadeError} with a sentence for the administrator, when there is nothing to learn
 */
export async function learn(deps: LearnDeps, before: BrandVersion, signal: AbortSignal): Promise<number | undefined> {
  const { store } = deps;
  const dir = await makeLessonFolder();
  try {
    const learned = await learnIn(deps, before, dir, signal);
    const { name, learns_from: batchId = "" } = before;
    const content = await readBrandContent(store.brands, before);
    const artwork = [...content.artwork, ...(await picturesOf(dir, learned))];
    const { missed, found, chosen } = learned;
    const facts = {
      name,
      version: before.version + 1,
      created_at: new Date().toISOString(),
      created_by: before.created_by,
      candidate: true,
      learned: { batch_id: batchId, marks: chosen.length, missed, found },
    } as const;
    const { record, files } = composeVersion(facts, { ...content, artwork });
    return (await addIfRoom(store.brands, record, files)) ? record.version : undefined;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function learnIn(
  { store, entry, confidenceThreshold }: LearnDeps,
  before: BrandVersion,
  dir: string,
  signal: AbortSignal,
): Promise<Learned> {
  const manifest = await store.manifest(before.learns_from!);
  if (manifest === undefined) throw new NotMadeError("The batch is not there any more.");
  const images = await gatherLesson(store, manifest, dir);
  if (!images.some(({ box }) => box !== undefined))
    throw new NotMadeError(
      "Nobody showed where the mark is in an image that was missed. Call such images Valid, draw where their mark is, and try again.",
    );
  const settings: LearnSettings = {
    dir,
    images,
    marksMax: Math.min(MARKS_MAX, BRAND_ARTWORKS_MAX - before.artwork.length),
    threshold: confidenceThreshold ?? before.threshold ?? THRESHOLD_DEFAULT,
    timeLimitMs: TIME_LIMIT_MS,
  };
  const lesson = join(dir, "lesson.json");
  await writeFile(lesson, JSON.stringify(settings));
  const task: LearnTask = { lesson, timeLimitMs: TIME_LIMIT_MS };
  const learned = await runChild<Learned>(entry, task, signal);
  if (learned.chosen.length > 0) return learned;
  if (learned.tried === 0)
    throw new NotMadeError("The marks that people showed are too small or too plain to be looked for.");
  throw new NotMadeError(
    `None of ${learned.tried} marks that people showed finds another image that was missed, without being taken for the mark where there is none.`,
  );
}

async function addIfRoom(
  brands: LearnDeps["store"]["brands"],
  ...version: Parameters<typeof brands.add>
): Promise<boolean> {
  try {
    return await brands.add(...version);
  } catch (error) {
    throw error instanceof StoreError && error.code === "full" ? new NotMadeError(error.message) : error;
  }
}

const picturesOf = (dir: string, { chosen }: Learned): Promise<ArtworkPicture[]> =>
  Promise.all(chosen.map(async ({ file, width, height }) => ({ png: await readFile(join(dir, file)), width, height })));
