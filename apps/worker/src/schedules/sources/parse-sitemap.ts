import { SaxesParser } from "saxes";
import { hasImageName, URL_MAX_LENGTH } from "@symphony/contract";
import { SourceError } from "../source-error.ts";

export interface Sitemap {
  images: string[];
  /** Of an index: more sitemaps. */
  sitemaps: string[];
}

const isWebAddress = (text: string): boolean => text.length <= URL_MAX_LENGTH && /^https?:\/\/\S+$/i.test(text);
const namesImage = (address: string): boolean => URL.canParse(address) && hasImageName(new URL(address).pathname);

/**
 * Reads a sitemap, an index of sitemaps, or a plain list with one address a line. Images are those that a page of the
 * shop names (`image:loc`), and addresses that end like an image.
 *
 * @throws {SourceError} when the text is none of these
 */
export async function parseSitemap(bytes: AsyncIterable<Buffer>, maxItems: number): Promise<Sitemap> {
  const found: Sitemap = { images: [], sitemaps: [] };
  const add = (list: string[], address: string): void => {
    if (!isWebAddress(address)) return;
    if (list.length >= maxItems) throw new SourceError(`The sitemap names more than ${maxItems} images.`);
    list.push(address);
  };
  const text = new TextDecoder();
  let reader: { write(part: string): void; end(): void } | undefined;
  for await (const part of bytes) {
    const decoded = text.decode(part, { stream: true });
    reader ??= decoded.trimStart().startsWith("<") ? createXmlReader(found, add) : createLineReader(found, add);
    reader.write(decoded);
  }
  reader?.end();
  return found;
}

/** A sitemap has four levels and few attributes; each that is open costs memory. */
const DEPTH_MAX = 16;
const ATTRIBUTES_MAX = 100;

type Add = (list: string[], address: string) => void;

function createXmlReader(found: Sitemap, add: Add) {
  const parser = new SaxesParser();
  const open: string[] = [];
  let text = "";
  parser.on("error", (error) => {
    throw new SourceError("The sitemap is damaged: it is no XML.", { cause: error });
  });
  let attributes = 0;
  parser.on("attribute", () => {
    attributes += 1;
    if (attributes > ATTRIBUTES_MAX) throw new SourceError("A tag of the sitemap has too many attributes.");
  });
  parser.on("opentag", ({ name }) => {
    attributes = 0;
    if (open.length >= DEPTH_MAX) throw new SourceError("The tags of the sitemap are nested too deep.");
    open.push(name.slice(name.indexOf(":") + 1).toLowerCase());
    text = "";
  });
  const addText = (part: string): void => {
    if (open.at(-1) === "loc" && text.length <= URL_MAX_LENGTH) text += part;
  };
  parser.on("text", addText);
  parser.on("cdata", addText);
  parser.on("closetag", () => {
    const [parent, tag] = [open.at(-2), open.pop()];
    const address = text.trim();
    text = "";
    if (tag !== "loc") return;
    if (parent === "sitemap") add(found.sitemaps, address);
    if (parent === "image" || (parent === "url" && namesImage(address))) add(found.images, address);
  });
  return { write: (part: string) => void parser.write(part), end: () => void parser.close() };
}

/** Lines are addresses of images: who makes such a list means its entries. */
function createLineReader({ images }: Sitemap, add: Add) {
  let rest = "";
  return {
    write(part: string) {
      const lines = (rest + part).split(/\r\n|\r|\n/);
      rest = (lines.pop() ?? "").slice(0, URL_MAX_LENGTH + 1);
      for (const line of lines) add(images, line.trim());
    },
    end: () => add(images, rest.trim()),
  };
}
