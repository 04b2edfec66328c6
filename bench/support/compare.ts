import { availableParallelism, cpus, totalmem } from "node:os";

/** One of two things that are compared: each run gives a figure, the larger the better. */
export interface Side {
  name: string;
  run(): Promise<number>;
}

export interface Comparison {
  bench: string;
  unit: string;
  /** What the ratio should be at least. */
  goal: number;
  a: Side;
  b: Side;
}

export interface Outcome {
  bench: string;
  unit: string;
  goal: number;
  ratio: Spread;
  a: Spread & { name: string };
  b: Spread & { name: string };
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
 */
export async function compare({ bench, unit, goal, a, b }: Comparison, runs: number): Promise<Outcome> {
  const figures: { a: number[]; b: number[] } = { a: [], b: [] };
  // The first run of each warms caches and compilers, and does not count.
  await a.run();
  await b.run();
  for (let i = 0; i < runs; i += 1) {
    for (const side of i % 2 === 0 ? (["a", "b"] as const) : (["b", "a"] as const)) figures[side].push(await { a, b }[side].run());
    process.stderr.write(`${bench}: run ${i + 1} of ${runs}\n`);
  }
  const ratio = spreadOf(figures.a.map((figure, i) => figure / (figures.b[i] ?? NaN)));
  return { bench, unit, goal, ratio, a: { name: a.name, ...spreadOf(figures.a) }, b: { name: b.name, ...spreadOf(figures.b) } };
}

export function machineFacts(): string {
  return `${cpus()[0]?.model.trim() ?? "unknown processor"}, ${availableParallelism()} cores, ${Math.round(totalmem() / 1024 ** 3)} GiB, Node ${process.versions.node}`;
}

const number = (value: number): string => (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2));
const spread = ({ median, min, max }: Spread): string => `${number(median)} (${number(min)} to ${number(max)})`;

/** The outcomes as a table in Markdown. */
export function tableOf(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map(({ bench, unit, goal, ratio, a, b }) => `| ${bench} | ${a.name}: ${spread(a)} | ${b.name}: ${spread(b)} | ${unit} | **${ratio.median.toFixed(2)}** (${ratio.min.toFixed(2)} to ${ratio.max.toFixed(2)}) | ${goal} |`);
  return ["| bench | this | against | unit | ratio | goal |", "|---|---|---|---|---|---|", ...rows].join("\n");
}
