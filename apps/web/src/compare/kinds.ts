import type { CompareKind } from "@symphony/contract";
import { t } from "../browser/language/text.ts";

/** The most interesting first. */
export const COMPARE_KINDS = ["fixed", "broken", "changed", "new", "missing", "same"] as const;

export const kindName = (kind: CompareKind): string => t(`compare.kind.${kind}`);
