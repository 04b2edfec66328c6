/** The entries of a comma-separated list, trimmed; empty ones are dropped. */
export const entriesOf = (text: string): string[] =>
  text
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
