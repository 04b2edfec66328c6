import { availableParallelism, cpus, totalmem } from "node:os";

/** One of two things that are compared: each run gives a figure. */
export interface Side {
  name: string;
  run(): Promise<number>;
}

export interface Comparison {
  bench: string;
  unit: string;
  /** What the ratio should be at least; absent where nothing was asked for. */
  goal?: number;
  /** Whether the smaller figure is the better one, as with times; default: the larger. */
  smallerIsBetter?: boolean;
  a: Side;
  b: Side;
}

export interface Outcome {
  bench: string;
  unit: string;
  goal?: number;
  /** How good `a` is, with `b` as 1. */
  ratio: Spread;
  a: Spread & { name: string };
  b: Spread & { name: string };
  runs: number;
}

export interface Spread {
  median: number;
  min: number;
  max: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((x, y) => x - y);
  const middle = (sorted.length - 1) / 2;
  const median = ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle)] ?? NaN)) / 2;
  return { median, min: sorted[0] ?? NaN, max: sorted.at(-1) ?? NaN };
}

/**
 * Runs both sides `runs` times in turn, each going first every second time, so that whatever else the
 * machine does falls on both. The ratio is taken pair by pair.
 *
 * @param warmUps first runs of each, which warm caches and compilers and do not count
 */
export async function compare(comparison: Comparison, runs: number, warmUps = 1): Promise<Outcome> {
  const { bench, a, b } = comparison;
  const figures: { a: number[]; b: number[] } = { a: [], b: [] };
  for (let i = 0; i < warmUps; i += 1) {
    await a.run();
    await b.run();
  }
  for (let i = 0; i < runs; i += 1) {
    for (const side of i % 2 === 0 ? (["a", "b"] as const) : (["b", "a"] as const))
      figures[side].push(await { a, b }[side].run());
    process.stderr.write(`${bench}: run ${i + 1} of ${runs}\n`);
  }
  return outcomeOf(comparison, figures);
}

/** The outcome of figures that were taken in pairs. */
export function outcomeOf(
  {
    bench,
    unit,
    goal,
    smallerIsBetter,
    a,
    b,
  }: Omit<Comparison, "a" | "b"> & { a: { name: string }; b: { name: string } },
  figures: { a: readonly number[]; b: readonly number[] },
): Outcome {
  const ratio = spreadOf(
    figures.a.map((figure, i) =>
      smallerIsBetter === true ? (figures.b[i] ?? NaN) / figure : figure / (figures.b[i] ?? NaN),
    ),
  );
  return {
    bench,
    unit,
    goal,
    ratio,
    a: { name: a.name, ...spreadOf(figures.a) },
    b: { name: b.name, ...spreadOf(figures.b) },
    runs: figures.a.length,
  };
}

export function machineFacts(): string {
  return `${cpus()[0]?.model.trim() ?? "unknown processor"}, ${availableParallelism()} cores, ${Math.round(totalmem() / 1024 ** 3)} GiB, Node ${process.versions.node}`;
}

const number = (value: number): string =>
  value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
const spread = ({ median, min, max }: Spread): string => `${number(median)} (${number(min)} to ${number(max)})`;

/** The outcomes as a table in Markdown. */
export function tableOf(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map(
    ({ bench, unit, goal, ratio, a, b, runs }) =>
      `| ${bench} | ${a.name}: ${spread(a)} | ${b.name}: ${spread(b)} | ${unit} | **${ratio.median.toFixed(2)}** (${ratio.min.toFixed(2)} to ${ratio.max.toFixed(2)}) | ${goal ?? "–"} | ${runs} |`,
  );
  return ["| bench | this | against | unit | ratio | goal | runs |", "|---|---|---|---|---|---|---|", ...rows].join(
    "\n",
  );
}
