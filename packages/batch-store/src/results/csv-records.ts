import { createReadStream } from "node:fs";

/** The records of an RFC 4180 file one by one, header included; a file that ends in the middle of one ends before it. */
export async function* csvRecords(path: string): AsyncGenerator<string[]> {
  let [cells, cell, quoted, afterQuote] = [[] as string[], "", false, false];
  for await (const part of createReadStream(path, "utf8") as AsyncIterable<string>) {
    for (const character of part) {
      if (quoted && !afterQuote) {
        if (character === '"') afterQuote = true;
        else cell += character;
      } else if (afterQuote && character === '"') {
        // Two quotes inside a quoted cell are one.
        cell += '"';
        afterQuote = false;
      } else if (character === '"' && cell === "") quoted = true;
      else if (character === "," || character === "\n") {
        cells.push(cell);
        [cell, quoted, afterQuote] = ["", false, false];
        if (character === ",") continue;
        yield cells;
        cells = [];
      } else if (character !== "\r") cell += character;
    }
  }
}
