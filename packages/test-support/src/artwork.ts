import sharp from "sharp";

// Test files that run in one process share libvips, and the worker's modules block what is no photo.
sharp.unblock({ operation: ["VipsForeignLoadSvgBuffer"] });

/** Marks that are drawn for tests, and are nobody's. */
export const EMBLEM = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 120" width="200" height="120">
  <ellipse cx="100" cy="60" rx="96" ry="56" fill="#0a3d91"/>
  <path d="M30 85 L70 25 L90 60 L110 25 L170 85 Z" fill="#ffd21f"/>
  <circle cx="140" cy="40" r="14" fill="#e4002b"/></svg>`;
export const BADGE = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 160" width="160" height="160">
  <rect width="160" height="160" rx="20" fill="#1a7f37"/>
  <path d="M80 15 L145 130 L15 130 Z" fill="#ffffff"/>
  <rect x="68" y="60" width="24" height="70" fill="#1a7f37"/></svg>`;

/** A picture of a soft, coloured background with some marks side by side. */
export async function photoWith(marks: readonly string[], seed = 0): Promise<Buffer> {
  const [width, height] = [480, 320];
  const data = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1)
      for (let channel = 0; channel < 3; channel += 1)
        data[3 * (y * width + x) + channel] =
          150 + 50 * Math.sin((x * (1 + channel) + seed * 31) / 70) * Math.cos((y + 40 * channel) / 55);
  const pieces = await Promise.all(
    marks.map(async (svg, nth) => ({
      input: await sharp(Buffer.from(svg)).resize({ width: 150 }).png().toBuffer(),
      left: 40 + 230 * nth,
      top: 90,
    })),
  );
  return sharp(data, { raw: { width, height, channels: 3 } })
    .composite(pieces)
    .jpeg({ quality: 92 })
    .toBuffer();
}
