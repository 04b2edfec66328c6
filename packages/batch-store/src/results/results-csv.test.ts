import { expect, test } from "@jest/globals";
import type { ResultRecord } from "./result-record.ts";
import { csvOf, neutralise } from "./results-csv.ts";

test.each([
  "=1+1",
  "+1",
  "-1",
  "@x",
  "\t=1",
  "\r=1",
  "\n=1",
  " =1",
  "\u00a0=1",
  "\uff1d1",
  "x\n=cmd|' /C calc'!A0",
  "  +x",
])("F-47: %j cannot run in a spreadsheet", (cell) => {
  expect(neutralise(cell)).toBe(`'${cell}`);
});

test.each(["a.jpg", "1+1=2", "a-b.jpg", "http://x.test/?a=1", "line\nbreak"])("%j stays as it is", (cell) => {
  expect(neutralise(cell)).toBe(cell);
});

test("quotes what RFC 4180 requires, and ends lines with CR LF", async () => {
  const record: ResultRecord = {
    seq: 0,
    batch_id: "b",
    processed_at: "t",
    near_miss: { stage: "s", confidence: 0.25, box: { x1: 1, y1: 2, x2: 3, y2: 4 } },
    threshold: 0.5,
    image: null,
    result: {
      Image_Path_or_URL: 'a,"b"\n.jpg',
      Is_Valid: "Error",
      Confidence: null,
      Detected_By: null,
      Bounding_Box: { x1: 1, y1: 2, x2: 3, y2: 4 },
      Error: "No image.",
      Error_Category: "not_an_image",
      Processing_Ms: 5,
      Attempts: 2,
    },
  };
  const parts: string[] = [];
  for await (const part of csvOf(
    (async function* () {
      yield record;
    })(),
  ))
    parts.push(String(part));
  expect(parts.join("").split("\r\n")).toEqual([
    "Image_Path_or_URL,Is_Valid,Confidence,Detected_By,Bounding_Box,Error,Error_Category,Processing_Ms,Attempts,Batch_Id,Processed_At,Closest_Match_Confidence,Threshold,Reviewed_Verdict,Reviewed_By,Reviewed_At,Review_Note,Effective",
    '"a,""b""\n.jpg",Error,,,"{""x1"":1,""y1"":2,""x2"":3,""y2"":4}",No image.,not_an_image,5,2,b,t,0.25,0.5,,,,,Error',
    "",
  ]);
});

test("a result that cannot be read ends the text with an error and not with half a file", async () => {
  const failing: AsyncIterable<ResultRecord> = {
    [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error("disk gone")) }),
  };
  await expect(
    (async () => {
      for await (const part of csvOf(failing)) void part;
    })(),
  ).rejects.toThrow("disk gone");
});
