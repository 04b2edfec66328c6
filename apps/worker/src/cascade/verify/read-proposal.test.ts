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
  const { alignment, line } = await readProposal(views, cut, async ({ width }) => alignments[width - 1] ?? -9);
  return { alignment, best: line.width, cuts };
}

test("a clear first reading is the only one", async () => {
  expect(await read([-0.2])).toEqual({ alignment: -0.2, best: 1, cuts: [[0, 44.8]] });
});

test("the best of several readings counts", async () => {
  expect(await read([-2, -1, -3, -3, -0.9, -4])).toMatchObject({ alignment: -0.9, best: 5 });
});

test("the number of readings is limited", async () => {
  expect((await read([])).cuts.length).toBeLessThanOrEqual(6);
});
