/** Markup that needs no escaping any more. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Value = Html | string | number | null | undefined | false | readonly Value[];

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Characters that no XML or HTML document may have, or that turn the direction of what follows. */
// oxlint-disable-next-line no-control-regex
const UNPRINTABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/g;

/** Text as it stands in markup, also inside an attribute. */
export const escapeText = (text: string): string =>
  text
    .toWellFormed()
    .replace(UNPRINTABLE, "\ufffd")
    .replace(/[&<>"']/g, (character) => ESCAPES[character] ?? "");

/** Markup as a template; every value in it is escaped, unless it is markup itself. */
export const html = (strings: TemplateStringsArray, ...values: Value[]): Html =>
  new Html(strings.map((string, i) => string + (i < values.length ? markupOf(values[i]) : "")).join(""));

function markupOf(value: Value): string {
  if (value instanceof Html) return value.text;
  if (value === null || value === undefined || value === false) return "";
  return typeof value === "object" ? value.map(markupOf).join("") : escapeText(String(value));
}
