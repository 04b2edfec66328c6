/**
 * `pnpm brand:estimate <folder with cascade.json> [--pictures <n>] [--seed <n>] [--photos <folder>] [--minutes <n>]`
 *
 * Draws pictures from a brand's artwork and runs its cascade on them. Prints by size of the mark how many are expected to
 * be found, and how often other marks are taken for it.
 */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import sharp from "sharp";
import { estimateCascade } from "../../apps/worker/src/cascade/artwork/estimate/estimate.ts";
import type { EstimateOptions } from "../../apps/worker/src/cascade/artwork/estimate/estimate.ts";
import { openCascade } from "../../apps/worker/src/cascade/open-cascade.ts";
import { readCascadeFile } from "../../apps/worker/src/cascade/cascade-file.ts";
import { artworkFilesOf } from "./artwork-files.ts";
import { tableOf } from "./table.ts";

const PHOTOS_MAX = 64;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    pictures: { type: "string", default: "12" },
    seed: { type: "string", default: "1" },
    minutes: { type: "string", default: "3" },
    photos: { type: "string" },
  },
});
const [folder] = positionals;
if (folder === undefined) {
  console.error(
    "Usage: pnpm brand:estimate <folder with cascade.json> [--pictures <n>] [--seed <n>] [--photos <folder>]",
  );
  process.exit(1);
}

async function groundsIn(photos: string): Promise<EstimateOptions["photos"]> {
  const names = (await readdir(photos)).filter((name) => /\.(jpe?g|png|webp)$/i.test(name)).toSorted();
  const read = async (name: string) => {
    const picture = sharp(await readFile(join(photos, name))).autoOrient();
    const data = await picture.resize(480, 360, { fit: "cover" }).flatten().toColourspace("srgb").raw().toBuffer();
    return { data, width: 480, height: 360, channels: 3 };
  };
  return Promise.all(names.slice(0, PHOTOS_MAX).map(read));
}

const cascade = await openCascade(folder);
try {
  const rows = await estimateCascade(cascade, folder, artworkFilesOf(await readCascadeFile(folder)), {
    picturesPerSize: Number(values.pictures),
    seed: Number(values.seed),
    timeLimitMs: Number(values.minutes) * 60_000,
    ...(values.photos === undefined ? {} : { photos: await groundsIn(values.photos) }),
  });
  console.log(tableOf(rows));
} finally {
  await cascade.close();
}
