import { FetchError } from "../http-client/fetch-error.ts";
import { readFirst, withFirst } from "./read-first.ts";

/** Bytes that tell a page from an image: a byte order mark, blanks and comments may come first. */
const SNIFFED_BYTES = 512;
/** The title of a page is within so many bytes, or is not told. */
const TITLE_WITHIN_BYTES = 64 * 1024;
const TITLE_MAX_LENGTH = 100;

/**
 * Passes the bytes of an image on. Links to share a file and links to a shop's article lead to a page: the sentence
 * names the page by its title, so that people see which one.
 *
 * @throws {FetchError} `not_an_image` when the body is a web page
 */
export async function* refuseWebPage(
  body: AsyncIterable<Buffer>,
  header: string | string[] | undefined,
): AsyncGenerator<Buffer> {
  const parts = body[Symbol.asyncIterator]();
  const contentType = [header ?? ""].flat()[0]?.toLowerCase() ?? "";
  let first = await readFirst(parts, SNIFFED_BYTES);
  if (!isWebPage(first, contentType)) return yield* withFirst(first, parts);
  if (first.length >= SNIFFED_BYTES)
    first = Buffer.concat([first, await readFirst(parts, TITLE_WITHIN_BYTES - first.length)]);
  await parts.return?.();
  const title = titleOf(first.subarray(0, TITLE_WITHIN_BYTES), contentType);
  throw new FetchError(
    "not_an_image",
    title === "" ? "This is a web page, not an image." : `This is a web page, not an image: “${title}”.`,
  );
}

/** Servers that call every file a page are believed only if the file begins like one. */
function isWebPage(first: Buffer, contentType: string): boolean {
  const start = first
    .toString("latin1")
    .replace(/^\xef\xbb\xbf/, "")
    .trimStart();
  const saysPage = /^(?:text\/html|application\/xhtml\+xml)\b/.test(contentType);
  return saysPage ? start.startsWith("<") && !/^<svg\b/i.test(start) : /^<(?:!doctype html|html)\b/i.test(start);
}

function titleOf(html: Buffer, contentType: string): string {
  const latin1 = html.toString("latin1");
  const charset =
    /charset=["']?([\w-]+)/.exec(contentType)?.[1] ?? /<meta[^>]{0,200}charset=["']?([\w-]+)/i.exec(latin1)?.[1];
  const text = decode(html, charset ?? "utf-8");
  const [, title = ""] = /<title[^>]{0,200}>([^<]{0,2000})/i.exec(text) ?? [];
  return readable(title);
}

function decode(html: Buffer, charset: string): string {
  try {
    return new TextDecoder(charset).decode(html);
  } catch {
    return new TextDecoder().decode(html);
  }
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " };

/** One line of text without control characters. */
function readable(title: string): string {
  const text = title
    .replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{2,8}));/gi, (all, decimal, hex, name: string | undefined) => {
      if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? all;
      const code = decimal === undefined ? parseInt(hex as string, 16) : Number(decimal);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : "";
    })
    .replace(/[\p{C}\s]+/gu, " ")
    .trim();
  const letters = [...text];
  return letters.length <= TITLE_MAX_LENGTH ? text : `${letters.slice(0, TITLE_MAX_LENGTH - 1).join("")}…`;
}
