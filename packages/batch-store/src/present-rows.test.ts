import { expect, test } from "@jest/globals";
import type { Accepted } from "@symphony/contract";
import type { Paths } from "./paths.ts";
import { openPresentRows } from "./present-rows.ts";
import type { Rows } from "./rows.ts";

test("whoever reads many rows lets others in between, also where reading hands nothing over", async () => {
  const read = await openPresentRows({} as Paths, { newest: async () => undefined } as unknown as Rows, { batch_id: "any" } as Accepted, 0);
  let [turns, reading] = [0, true];
  const turn = (): void => {
    turns += 1;
    if (reading) setImmediate(turn);
  };
  setImmediate(turn);
  for (let seq = 0; seq < 1_000; seq += 1) await read(seq);
  reading = false;
  expect(turns).toBeGreaterThan(10);
});
