import { findingsOf, findingsOfBrand, hasStagesLeft } from "@symphony/batch-store";
import type { BrandPart, ResultRecord } from "@symphony/batch-store";
import type { BrandSource } from "../brands/brand-source.ts";
import { withViolations } from "../brands/with-violations.ts";
import { decide } from "../cascade/decide.ts";
import { decideBrands } from "../cascade/decide-brands.ts";
import type { DecidedBrand } from "../cascade/decide-brands.ts";
import { brandFields, decidedColumns, decidedFields } from "../result-record.ts";

/**
 * A result under another threshold, from what the stages found before. An error is carried over, and so are the
 * columns and the time of a result that does not change. What a stage found is final, also where it could stop early; what was only proposed for
 * verification stays a proposal.
 *
 * @returns `undefined` when no finding reaches the threshold and some stages never ran: the image has to be inspected
 */
export function reevaluate(
  previous: ResultRecord,
  threshold: number,
  sources: readonly BrandSource[] = [],
): ResultRecord | undefined {
  const { result } = previous;
  if (result.Is_Valid === "Error") return previous;
  const { decision, brand, brands, forbidden, isFinal } = decideAgain(previous, threshold, sources);
  if (!isFinal) return undefined;
  const record = { ...previous, ...decidedFields(decision, brand), ...brandFields({ brands, forbidden }) };
  const columns = decidedColumns(decision);
  const isSame =
    columns.Is_Valid === result.Is_Valid &&
    columns.Detected_By === result.Detected_By &&
    columns.Confidence === result.Confidence &&
    brand === (previous.brand ?? null);
  return isSame ? record : { ...record, processed_at: new Date().toISOString(), result: { ...result, ...columns } };
}

/** `isFinal` says that no stage which did not run could find what is missing. */
function decideAgain(previous: ResultRecord, threshold: number, sources: readonly BrandSource[]) {
  if (previous.brands === undefined) {
    const decision = decide(findingsOf(previous), () => threshold);
    const isFinal = decision.verdict === "Valid" || !hasStagesLeft(previous);
    return { decision, brand: previous.brand ?? null, brands: undefined, forbidden: undefined, isFinal };
  }
  const again = ({ verdict: _before, violations: _broken, ...part }: BrandPart, forbidden?: true): DecidedBrand => {
    const findings = findingsOfBrand(previous, part.name);
    return { ...part, findings, decision: decide(findings, () => threshold), forbidden };
  };
  const decided = [
    ...previous.brands.map((part) => again(part)),
    ...(previous.forbidden ?? []).map((part) => again(part, true)),
  ];
  const isFinal = decided.every(({ decision, stages_left }) => decision.verdict === "Valid" || stages_left === 0);
  const size = previous.image ?? { width: 0, height: 0 };
  const { brand, brands, forbidden, ...decision } = withViolations(decideBrands(decided), sources, size);
  return { decision, brand, brands, forbidden, isFinal };
}
