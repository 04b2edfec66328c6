import { expect, test } from "@jest/globals";
import type { BatchStore } from "@symphony/batch-store";
import { searchQuerySchema } from "@symphony/contract";
import type { BatchIndex, IndexedBatch } from "./batch-index.ts";
import { searchBatches } from "./search-batches.ts";

const batches = ["2026-10-13T00:00:00.000Z", "2026-10-12T09:00:00.000Z", "2026-10-11T23:00:00.000Z"].map(
  (created_at) => ({ batch_id: created_at, created_at }) as IndexedBatch,
);
const index = { select: async (matches) => batches.filter(matches) } as BatchIndex;
const found = async (query: object): Promise<string[]> =>
  (await searchBatches({} as BatchStore, index, searchQuerySchema.parse(query))).batches.map(({ created_at }) =>
    created_at.slice(0, 13),
  );

test("times of any zone are compared with the times of batches, and a day counts whole", async () => {
  expect(await found({ from: "2026-10-12T10:00:00+02:00" })).toEqual(["2026-10-13T00", "2026-10-12T09"]);
  expect(await found({ to: "2026-10-12T10:00:00+02:00" })).toEqual(["2026-10-11T23"]);
  expect(await found({ from: "2026-10-12T09:00:00Z", to: "2026-10-12T09:00:00Z" })).toEqual(["2026-10-12T09"]);
  expect(await found({ from: "2026-10-12", to: "2026-10-12" })).toEqual(["2026-10-12T09"]);
});
