import type { Status } from "@symphony/client";

const WIDTH = 28;
/** In a log, one line for each tenth is enough. */
const STEP_PERCENT = 10;

export interface ProgressBar {
  show(percent: number, text: string): void;
  /** Writes a line above the bar. */
  log(line: string): void;
  end(): void;
}

/** A bar on a terminal, a line for each tenth in a log, nothing when quiet. */
export function createProgressBar(out: NodeJS.WriteStream, quiet: boolean): ProgressBar {
  let shown = -STEP_PERCENT;
  const onTerminal = out.isTTY && !quiet;
  const clear = (): void => void (onTerminal && out.write("\r\u001b[K"));
  return {
    show(percent, text) {
      if (onTerminal) {
        const line = `${barOf(percent)} ${text}`;
        out.write(`\r\u001b[K${line.slice(0, out.columns - 1)}`);
      } else if (!quiet && percent >= shown + STEP_PERCENT) {
        shown = percent;
        out.write(`${text}\n`);
      }
    },
    log(line) {
      clear();
      out.write(`${line}\n`);
    },
    end: clear,
  };
}

function barOf(percent: number): string {
  const full = Math.round((Math.min(100, Math.max(0, percent)) / 100) * WIDTH);
  return `[${"#".repeat(full)}${"-".repeat(WIDTH - full)}]`;
}

export function describeStatus({
  progress,
  processed,
  total,
  valid,
  invalid,
  error,
  eta_seconds,
  status,
}: Status): string {
  const left = eta_seconds === null || eta_seconds === 0 ? "" : `, ${eta_seconds} s left`;
  const rest = status === "processing" || status === "completed" ? left : `, ${status}`;
  return `${progress} % ${processed}/${total}: ${valid} valid, ${invalid} invalid, ${error} failed${rest}`;
}
