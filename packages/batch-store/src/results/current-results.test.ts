import type { BatchManifest } from "../intake/manifest.ts";
import { expect, test } from "@jest/globals";
import pLimit from "p-limit";
import type { Paths } from "../fs/paths.ts";
import { openCurrentResults } from "./current-results.ts";
import type { ResultRecords } from "./result-records.ts";

test.each([1, 64])(
  "whoever reads many rows, %i at once, lets others in between, also where reading hands nothing over",
  async (atOnce) => {
    const read = await openCurrentResults(
      {} as Paths,
      { newest: async () => undefined } as unknown as ResultRecords,
      { batch_id: "any" } as BatchManifest,
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
