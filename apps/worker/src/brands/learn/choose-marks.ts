/** What a mark was found in, by the number of the image. */
export interface TriedMark {
  /** The image that it was cut from, which says nothing about it. */
  from: number;
  found: ReadonlySet<number>;
}

/**
 * Chooses marks one after the other: always the one that finds most of what is still missed. One that is taken for the
 * mark where there is none is left out.
 *
 * @param missed numbers of the images with the mark
 * @returns numbers of the chosen marks, and how many missed images they find
 */
export function chooseMarks(
  marks: readonly TriedMark[],
  missed: readonly number[],
  marksMax: number,
): { chosen: number[]; found: number } {
  const shows = new Set(missed);
  const isFalse = ({ found }: TriedMark): boolean => [...found].some((image) => !shows.has(image));
  const left = new Set([...marks.keys()].filter((nth) => !isFalse(marks[nth]!)));
  const chosen: number[] = [];
  const found = new Set<number>();
  while (chosen.length < marksMax) {
    const best = [...left]
      .map((nth) => ({ nth, gain: gainOf(marks[nth]!, found) }))
      .reduce((most, each) => (each.gain > most.gain ? each : most), { nth: -1, gain: 0 });
    if (best.gain === 0) break;
    chosen.push(best.nth);
    left.delete(best.nth);
    for (const image of marks[best.nth]!.found) found.add(image);
  }
  return { chosen, found: found.size };
}

const gainOf = ({ from, found }: TriedMark, known: ReadonlySet<number>): number =>
  [...found].filter((image) => image !== from && !known.has(image)).length;
