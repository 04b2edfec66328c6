/** Formats in the container of MPEG-4 (ISO/IEC 14496-12) by their brands. */
const REFUSED: ReadonlyArray<readonly [RegExp, string]> = [
  [/^he[ivx]|^hevc|^hevx/, "HEIC"],
  [/^avis/, "animated AVIF"],
  [/^crx/, "camera raw (CR3)"],
  [/^(mif1|msf1|miaf|mif2)/, "HEIF"],
];

/**
 * The format that the brands of a `ftyp` box name, or `undefined` for other files. The main brand may be one of the
 * HEIF family in general; what the picture is coded with stands among the compatible ones then.
 */
export function heifFormat(head: Buffer): { kind: "photo" | "refused"; format: string } | undefined {
  if (head.toString("latin1", 4, 8) !== "ftyp") return undefined;
  const text = head.toString("latin1", 8, Math.min(head.readUInt32BE(0), head.length));
  const [major = "", , ...compatible] = text.match(/[^]{4}/g) ?? [];
  // An animated one (avis) has its first picture as a still one too.
  if (major === "avif" || (/^(mif1|miaf|mif2|avis|msf1)/.test(major) && compatible.includes("avif")))
    return { kind: "photo", format: "AVIF" };
  // A general main brand says less than the compatible ones.
  const known = [major, ...compatible].flatMap((brand) => REFUSED.filter(([pattern]) => pattern.test(brand)));
  const [, format] = known.find(([, name]) => name !== "HEIF") ?? known[0] ?? [];
  return format === undefined ? undefined : { kind: "refused", format };
}

/** The bytes of an AVIF under its own main brand: libheif does not open all of the general ones. */
export function withAvifBrand(bytes: Buffer): Buffer {
  if (bytes.toString("latin1", 8, 12) === "avif") return bytes;
  const renamed = Buffer.from(bytes);
  renamed.write("avif", 8, "latin1");
  return renamed;
}
