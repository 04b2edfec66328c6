import sequencer from "@jest/test-sequencer";

/** Where files take long, the longest first; their sizes say little. */
const LONG = ["/tests/faults/", "/tests/web/", "/batch-store/src/s3/", "/tests/"];

const rankOf = ({ path }) => {
  const rank = LONG.findIndex((part) => path.includes(part));
  return rank < 0 ? LONG.length : rank;
};

/** A fresh clone knows no durations: what is begun last must be short, or one test runs alone at the end. */
export default class LongFirst extends sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    return sorted.some(({ duration }) => duration != null) ? sorted : sorted.toSorted((a, b) => rankOf(a) - rankOf(b));
  }
}
