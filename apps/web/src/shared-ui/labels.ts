import type {
  BatchId,
  ClosestMatch,
  ErrorCategory,
  Review,
  Status,
  Verdict,
  ViolatedRule,
  Violation,
} from "@symphony/contract";
import { currentTexts } from "../browser/language/language.ts";
import { t } from "../browser/language/text.ts";
import type { Item } from "../state/results-store.ts";

/** What a batch is called: one without a title by the beginning of its id. */
export const batchTitle = (id: BatchId, title: string | null | undefined): string =>
  title || t("batch.unnamed", { id: id.slice(0, 8) });

/** The state of an item, as lists show it. */
export type ItemState =
  | "uploading"
  | "waiting"
  | "validating"
  | "retrying"
  | "loading"
  | "valid"
  | "invalid"
  | "error"
  | "skipped";

/** What the batch is doing: it decides the state of an item without a verdict. */
export type Activity = "uploading" | "running" | "idle" | "finished";

export function itemState(item: Item, activity: Activity): ItemState {
  // A batch was cancelled before this image: nothing is wrong with it.
  if (item.result?.Error_Category === "cancelled") return "skipped";
  if (item.verdict !== undefined) return item.verdict.toLowerCase() as "valid" | "invalid" | "error";
  if (activity === "uploading") return "uploading";
  if (item.retrying) return "retrying";
  // Its result is there; the page is still reading it.
  if (activity === "finished") return "loading";
  return activity === "running" ? "validating" : "waiting";
}

export const statusLabel = (status: Status["status"]): string => t(`status.${status}`);

export const itemStateLabel = (state: ItemState): string => t(`state.${state}`);

/** Why an image could not be checked, in a few words. A server of a newer version may have more categories. */
export const errorLabel = (category: ErrorCategory): string =>
  `error.${category}` in currentTexts() ? t(`error.${category}`) : category;

/** Why a closer look did not find the logo. */
export const reasonSentence = (reason: NonNullable<ClosestMatch["reason"]>): string => t(`reason.${reason}`);

export const verdictLabel = (verdict: Verdict | Review["verdict"]): string => t(`verdict.${verdict}`);

const STAGE_WORDS = ["logo", "close", "read", "wordmark", "artwork", "verify"] as const;
type StageWord = (typeof STAGE_WORDS)[number];
const isStageWord = (word: string): word is StageWord => (STAGE_WORDS as readonly string[]).includes(word);

/** A stage of the cascade in words, `shape + closer look`; a name with other words in it stays as it is. */
export function stageLabel(stage: string): string {
  const words = stage.split("-");
  return words.every(isStageWord) ? words.map((word) => t(`stage.${word}`)).join(" + ") : stage;
}

export const itemName = (item: Item): string => item.name ?? t("item.unnamed", { number: item.seq + 1 });

export function percent(confidence: number | null | undefined): string {
  return confidence == null ? "–" : `${Math.round(confidence * 100)} %`;
}

/** A rule of use that an image does not keep. A server of a newer version may have more rules. */
export function violationText({ brand, rule, measured, found = "" }: Violation): string {
  if (!(`rule.${rule}` in currentTexts())) return `${brand}: ${rule}`;
  const value = measured === null ? "" : rule === "min_width_share" ? percent(measured) : String(measured);
  return t(`rule.${rule as ViolatedRule}`, { brand, value, found });
}
