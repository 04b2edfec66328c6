import { expect, test } from "@jest/globals";
import type { Pixels } from "../../decode/pixels.ts";
import type { RotatedBox } from "../text-line/rotated-box.ts";
import { readProposal } from "./read-proposal.ts";

const view = (angle: number): RotatedBox => ({ centre: { x: 0, y: 0 }, width: 40, height: 10, angle });
const VIEWS = [view(0), view(1), view(2), view(3)];

/** Reads each crop as given by the alignments in turn, and records the angles and widths that were cut. */
async function read(alignments: readonly number[], views = VIEWS) {
  const cuts: [number, number][] = [];
  const cut = ({ angle, width }: RotatedBox): Pixels => {
    cuts.push([angle, Math.round(width * 10) / 10]);
    return { data: new Uint8Array(), width: cuts.length, height: 1 };
  };
  const { alignment, view: best } = await readProposal(views, cut, async ({ width }) => alignments[width - 1] ?? -9);
  return { alignment, angle: best.angle, cuts };
}

test("a clear first reading is the only one", async () => {
  expect(await read([-0.2])).toEqual({ alignment: -0.2, angle: 0, cuts: [[0, 44.8]] });
});

test("views are read until one reads clearly", async () => {
  expect((await read([-9, -0.5])).cuts).toEqual([
    [0, 44.8],
    [1, 44.8],
  ]);
});

test("the best view is read again with a narrow margin, and the better reading counts", async () => {
  const better = await read([-7, -4, -3, -5, -1.2]);
  expect(better).toMatchObject({ alignment: -1.2, angle: 2 });
  expect(better.cuts.at(-1)).toEqual([2, 41.6]);
  expect(await read([-7, -4, -3, -5, -3.5])).toMatchObject({ alignment: -3, angle: 2 });
});

test("a proposal that reads as something else in all views is not read again", async () => {
  expect((await read([-9, -8, -9, -12])).cuts).toHaveLength(4);
});
