/**
 * What may stand in an address as people write it: it ends at a blank, a quote, a bracket or a bar. What a browser made
 * for itself (`blob:`) leads nowhere.
 */
const ADDRESS = /(?<!blob:)https?:\/\/[^\s"'<>|`{}\\^]+/gi;
/** An address ends at a comma or semicolon only where another address follows: a path may contain them. */
const NEXT_ADDRESS = /[,;](?=https?:\/\/)/i;
const IMAGE_NAME = /\.(?:jpe?g|jfif|png|webp|gif|tiff?|avif)$/i;
const PUNCTUATION = ".,;:!?*_~";
const BRACKETS: Readonly<Record<string, string>> = { ")": "(", "]": "[" };

/**
 * The addresses in a line or cell: alone, several of them, or inside a sentence, Markdown or HTML. A line that is
 * one address with blanks in the name of an image is taken whole, with the blanks encoded.
 */
export function findUrls(text: string): string[] {
  const whole = wholeLine(text.trim());
  const found = whole === undefined ? (text.match(ADDRESS) ?? []).flatMap((run) => run.split(NEXT_ADDRESS)) : [whole];
  return found.map(withoutPunctuation).filter(isWebUrl);
}

/** Whether a pasted or dropped text contains an address. */
export const containsUrl = (text: string): boolean => /https?:\/\//i.test(text);

const isWebUrl = (text: string): boolean => /^https?:\/\/./i.test(text) && URL.canParse(text);

function wholeLine(line: string): string | undefined {
  const blanks = /^https?:\/\//i.test(line) && /[ \t]/.test(line) && !/["'<>|]/.test(line);
  if (!blanks || line.indexOf("://") !== line.lastIndexOf("://") || !IMAGE_NAME.test(line)) return undefined;
  const [address = ""] = line.split(/[ \t]/, 1);
  // "https://a.example/1.jpg main.jpg" is an address and a word after it.
  return IMAGE_NAME.test(address) ? undefined : line.replaceAll(/[ \t]/g, "%20");
}

/** What ends the sentence around an address does not belong to it, nor does a bracket that was opened before it. */
function withoutPunctuation(address: string): string {
  const unopened = new Map(
    Object.entries(BRACKETS).map(([closing, opening]) => [closing, count(address, closing) - count(address, opening)]),
  );
  let end = address.length;
  for (; end > 0; end -= 1) {
    const last = address.charAt(end - 1);
    const extra = unopened.get(last) ?? 0;
    if (!PUNCTUATION.includes(last) && extra <= 0) break;
    unopened.set(last, extra - 1);
  }
  return address.slice(0, end);
}

const count = (text: string, part: string): number => text.split(part).length - 1;
