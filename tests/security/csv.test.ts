import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { csvOf } from "@symphony/batch-store";
import type { ResultRecord } from "@symphony/batch-store";

function recordOf(name: string, sentence: string): ResultRecord {
  const result = {
    Image_Path_or_URL: name,
    Is_Valid: "Error" as const,
    Confidence: null,
    Detected_By: null,
    Bounding_Box: null,
    Error: sentence,
    Error_Category: "internal" as const,
    Processing_Ms: 0,
    Attempts: 1,
  };
  return { seq: 0, batch_id: "b", processed_at: "t", near_miss: null, image: null, result };
}

/** A strict RFC 4180 parser: quoted cells may contain anything, others no quotes, commas or line ends. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const cell = /("((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/y;
  while (cell.lastIndex < text.length) {
    const match = cell.exec(text);
    if (match === null) throw new Error("not RFC 4180");
    row.push(match[2] === undefined ? (match[3] ?? "") : match[2].replaceAll('""', '"'));
    if (match[4] === ",") continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

const leads = fc.constantFrom(
  "=",
  "+",
  "-",
  "@",
  "\t",
  "\r",
  "\n",
  "\uff1d",
  "\uff0b",
  "\uff0d",
  "\uff20",
  " =",
  "\u00a0=",
  "\n=",
  "\r\n@",
  "  -",
);
const text = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.tuple(leads, fc.string()).map((parts) => parts.join("")),
  fc.string().map((tail) => `x\n=${tail}`),
);

test("F-47: no cell is run by a spreadsheet, and no content is lost", async () => {
  await fc.assert(
    fc.asyncProperty(text, text, async (name, sentence) => {
      const parts: string[] = [];
      for await (const part of csvOf(
        (async function* () {
          yield recordOf(name, sentence);
        })(),
      ))
        parts.push(String(part));
      const [, cells] = parseCsv(parts.join(""));
      for (const [cell, original] of [
        [cells?.[0], name],
        [cells?.[5], sentence],
      ] as const) {
        // A spreadsheet checks the first character after spaces, of the cell and of each line in it.
        const runs = (cell ?? "")
          .split(/[\r\n]/)
          .some(
            (line, i) => (i === 0 || cell?.[0] !== "'") && /^[\s\u00a0]*[=+\-@\uff1d\uff0b\uff0d\uff20]/.test(line),
          );
        expect([original, runs]).toEqual([original, false]);
        expect([original, `'${original}`]).toContain(cell);
      }
    }),
    { numRuns: 2_000, seed: 47 },
  );
});
