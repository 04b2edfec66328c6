import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import sharp from "sharp";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Makes photos with noise, which compress about as badly as those of cameras. */
export async function makePhotos(dir: string, count: number, side: number): Promise<string[]> {
  await mkdir(dir, { recursive: true });
  const paths: string[] = [];
  for (let i = 0; i < count; i += 1) {
    const noise = await sharp({
      create: {
        width: side,
        height: Math.round(side * 0.75),
        channels: 3,
        background: "#888",
        noise: { type: "gaussian", mean: 100 + (i % 100), sigma: 12 },
      },
    })
      .jpeg({ quality: 82 })
      .toBuffer();
    paths.push(`${dir}/${i}.jpg`);
    await writeFile(paths.at(-1) as string, noise);
  }
  return paths;
}

/** The readable pictures of samples/, repeated up to a count. */
export async function sampleBytes(count: number): Promise<Array<[string, Uint8Array]>> {
  const names = (await readdir(`${root}samples`)).filter(
    (name) => /\.(jpg|png|webp|gif)$/.test(name) && !["torn.jpg", "shopping-list.jpg"].includes(name),
  );
  const bytes = await Promise.all(names.map((name) => readFile(`${root}samples/${name}`)));
  return Array.from({ length: count }, (_, i) => [
    `${i}-${names[i % names.length]}`,
    bytes[i % names.length] as Uint8Array,
  ]);
}
