import type { CompareKind } from "@symphony/contract";
import { t } from "../browser/language/text.ts";

/** The most interesting first. */
export const SHOWN_KINDS: readonly CompareKind[] = ["fixed", "broken", "changed", "new", "missing", "same"];

export const kindName = (kind: CompareKind): string => t(`compare.${kind}`);
