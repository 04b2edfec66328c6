import { quantile } from "../eval/report.ts";

/** One photo in one state. */
export interface Outcome {
  state: string;
  label: string;
  /** Of the mark, along its letters, in pixels; 0 without one. */
  width: number;
  isValid: boolean;
  /** Valid, but no accepted place is at the labelled mark: another mark, or right by luck. */
  isElsewhere: boolean;
  /** Why the closest match was not accepted. */
  reason: string | undefined;
  /** Milliseconds of processor time. */
  ms: number;
}

/** Narrower marks than this do not count as missed. */
export const MIN_WIDTH_PX = 40;
/** Narrower marks than this are left out: hardly anybody can read them. */
const SMALL_WIDTH_PX = 25;

const isWithout = ({ label }: Outcome): boolean => label === "none" || label === "text";

/** The tables of a stress test in Markdown: by state, and the time for one picture. */
export function stressReport(outcomes: readonly Outcome[], states: readonly string[], minWidth: number): string {
  const row = (name: string, own: readonly Outcome[]): string => {
    const large = own.filter(({ width }) => width >= minWidth);
    const small = own.filter(({ width }) => width >= SMALL_WIDTH_PX && width < minWidth);
    return `| ${name} | ${validOf(large)} | ${validOf(small)} | ${validOf(own.filter(isWithout))} |`;
  };
  const times = outcomes.map(({ ms }) => ms);
  const mean = times.reduce((sum, ms) => sum + ms, 0) / Math.max(1, times.length);
  const missed = outcomes.filter(({ isValid, width }) => !isValid && width > 0);
  const reasons = [...new Set(missed.map(({ reason }) => reason))].map(
    (reason) => `${reason ?? "no proposal"} ${missed.filter((each) => each.reason === reason).length}`,
  );
  return [
    `| state | found, ${minWidth} px and more | found, ${SMALL_WIDTH_PX} to ${minWidth - 1} px | false alarms |`,
    "|---|---|---|---|",
    ...states.map((state) =>
      row(
        state,
        outcomes.filter((outcome) => outcome.state === state),
      ),
    ),
    row("all", outcomes),
    "",
    `ms of one core without decoding: mean ${mean.toFixed(0)}, median ${quantile(times, 0.5).toFixed(0)}, 90 % ${quantile(times, 0.9).toFixed(0)}`,
    `reasons of marks that were not found: ${reasons.join(", ") || "none"}`,
    `Valid for another place than the labelled mark: ${outcomes.filter(({ isElsewhere }) => isElsewhere).length}`,
  ].join("\n");
}

const validOf = (outcomes: readonly Outcome[]): string =>
  outcomes.length === 0 ? "" : `${outcomes.filter(({ isValid }) => isValid).length} of ${outcomes.length}`;
