/** The entries of a comma list; spaces around them and empty ones do not count. */
export const entriesOf = (text: string): string[] =>
  text
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "");
