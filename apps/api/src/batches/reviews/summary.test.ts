import { randomUUID } from "node:crypto";
import { expect, test } from "@jest/globals";
import type { BatchManifest, ResultRecord } from "@symphony/batch-store";
import type { ApiDeps } from "../../deps.ts";
import { randomOrder } from "./result-order.ts";
import { summarise } from "./summary.ts";

const TOTAL = 10_000;
type Verdict = "Valid" | "Invalid" | "Error";
const manifest = { batch_id: randomUUID(), total: TOTAL } as BatchManifest;
const order = randomOrder(manifest);

/** Summarises a batch with these results and reviews, by their places in its random order, and counts what is read. */
async function summary(results: Array<Verdict | undefined>, reviews: Array<"Valid" | "Invalid" | undefined>) {
  let reads = 0;
  const verdicts = new Map(results.map((verdict, place) => [order[place], verdict]));
  const store = {
    manifest: async () => manifest,
    openResults: async () => async (seq: number) => {
      reads += 1;
      const verdict = verdicts.get(seq);
      return verdict === undefined ? undefined : ({ seq, result: { Is_Valid: verdict } } as ResultRecord);
    },
    reviews: {
      async *eachNewest() {
        for (const [place, verdict] of reviews.entries())
          if (verdict !== undefined) yield { seq: order[place], version: 1, entry: { verdict, by: "Ann", at: "" } };
      },
    },
  };
  const { sample } = await summarise({ store } as unknown as ApiDeps, manifest.batch_id);
  return { size: sample.size, wrong: sample.wrong, reads };
}

test("the sample of a batch that runs ends at the first image that has neither a result nor a review", async () => {
  const { reads, ...sample } = await summary(["Valid", "Invalid"], ["Valid", "Valid"]);
  expect(sample).toEqual({ size: 2, wrong: 1 });
  // Those of the two reviews, and of the first three images of the sample.
  expect(reads).toBe(2 + 3);
});

test("an image with an error, or with a review and no result yet, is passed over", async () => {
  const { reads, ...sample } = await summary(
    ["Valid", "Error", undefined, "Valid"],
    ["Valid", undefined, "Invalid", "Invalid"],
  );
  expect(sample).toEqual({ size: 2, wrong: 1 });
  expect(reads).toBe(3 + 5);
});
