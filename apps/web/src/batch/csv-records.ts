/** The records of a CSV text as they stand there; a line break inside quotes ends none (RFC 4180). */
export function splitRecords(text: string): string[] {
  const records: string[] = [];
  let start = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const character = text.charCodeAt(i);
    if (character === 34) quoted = !quoted;
    if (character !== 10 || quoted) continue;
    records.push(text.slice(start, text[i - 1] === "\r" ? i - 1 : i));
    start = i + 1;
  }
  if (start < text.length) records.push(text.slice(start));
  return records;
}

/** The cells of one record, unquoted. */
export function splitCells(record: string, delimiter = ","): string[] {
  const cells: string[] = [];
  let cell = "";
  let quoted = false;
  for (let i = 0; i < record.length; i += 1) {
    const character = record[i];
    if (character === '"' && quoted && record[i + 1] === '"') {
      cell += '"';
      i += 1;
    } else if (character === '"') quoted = !quoted;
    else if (character === delimiter && !quoted) {
      cells.push(cell);
      cell = "";
    } else cell += character;
  }
  return [...cells, cell];
}

/** The header and the rows of these items, exactly as the whole CSV has them: one row an item, in upload order. */
export function keepRows(csv: string, seqs: readonly number[]): string {
  const [header = "", ...rows] = splitRecords(csv);
  const kept = seqs.map((seq) => rows[seq]).filter((row) => row !== undefined);
  return [header, ...kept].map((record) => `${record}\r\n`).join("");
}
