import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { openBatchStore } from "@symphony/batch-store";
import { logger } from "@symphony/test-support/stubs";
import type { ApiDeps } from "../deps.ts";
import { addBrand, adoptCandidate, changeBrand } from "./change-brand.ts";

const artwork = [{ png: Buffer.from("png"), width: 8, height: 4 }];

/** @param whileReading runs when the artwork of an earlier version is read for a new one */
async function depsWith(whileReading: (deps: ApiDeps) => Promise<unknown>): Promise<ApiDeps> {
  const store = await openBatchStore(await mkdtemp(join(tmpdir(), "symphony-brands-")));
  const presence = { installedBrands: async () => [] };
  const queues = { addEstimate: async () => undefined };
  const deps = { store, presence, queues, logger } as unknown as ApiDeps;
  const { read } = store.brands;
  let isFirst = true;
  const brands: typeof store.brands = {
    ...store.brands,
    async read(...of) {
      if (isFirst) {
        isFirst = false;
        await whileReading(deps);
      }
      return read(...of);
    },
  };
  return { ...deps, store: { ...store, brands } };
}

test("a change that is made while another one is prepared is not undone by it", async () => {
  const deps = await depsWith((other) => changeBrand(other, "Tents", { words: ["tent"] }, "ann"));
  await addBrand(deps, "Tents", { words: [], artwork }, "ann");
  const change = changeBrand(deps, "Tents", { threshold: 0.7 }, "bob");
  await expect(change).rejects.toMatchObject({ code: "brand_changed" });
  expect(await deps.store.brands.newest("Tents")).toMatchObject({ version: 2, words: ["tent"] });
});

test("a candidate that another version ends meanwhile is not adopted", async () => {
  const deps = await depsWith((other) => changeBrand(other, "Tents", { words: ["tent"], artwork }, "ann"));
  await addBrand(deps, "Tents", { words: [], artwork }, "ann");
  await changeBrand(deps, "Tents", { artwork, threshold: 0.7 }, "bob", { candidate: true });
  await expect(adoptCandidate(deps, "Tents", 2, "bob")).rejects.toMatchObject({ code: "brand_changed" });
  expect(await deps.store.brands.newest("Tents")).toMatchObject({ version: 3, words: ["tent"] });
});
