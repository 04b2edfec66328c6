import { expect, test } from "@jest/globals";
import pLimit from "p-limit";
import type { Accepted } from "@symphony/contract";
import type { Paths } from "./paths.ts";
import { openPresentRows } from "./present-rows.ts";
import type { Rows } from "./rows.ts";

test.each([1, 64])(
  "whoever reads many rows, %i at once, lets others in between, also where reading hands nothing over",
  async (atOnce) => {
    const read = await openPresentRows(
      {} as Paths,
      { newest: async () => undefined } as unknown as Rows,
      { batch_id: "any" } as Accepted,
      0,
    );
    let [turns, reading] = [0, true];
    const turn = (): void => {
      turns += 1;
      if (reading) setImmediate(turn);
    };
    setImmediate(turn);
    await pLimit(atOnce).map(Array.from({ length: 1_000 }).keys(), read);
    reading = false;
    expect(turns).toBeGreaterThan(10);
  },
);
