import readWorkbook from "read-excel-file/browser";
import type { CsvRecord } from "./csv-records.ts";

/**
 * The rows of all sheets of an Excel workbook (.xlsx), as those of a CSV file.
 *
 * @throws when the file is no workbook
 */
export async function parseWorkbook(file: Blob): Promise<CsvRecord[]> {
  const sheets = await readWorkbook(file);
  return sheets.flatMap(({ data }) =>
    data.map((row) => {
      const cells = row.map((cell) => (typeof cell === "string" ? cell.trim() : cell === null ? "" : String(cell)));
      return { cells, line: cells.filter((cell) => cell !== "").join(", ") };
    }),
  );
}
