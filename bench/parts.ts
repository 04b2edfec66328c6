import { randomBytes } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { createCaller } from "@symphony/test-support/client";
import { startSystem } from "@symphony/test-support/system";
import { zipOf } from "@symphony/test-support/zip";
import { Upload } from "tus-js-client";
import { compare } from "./support/compare.ts";
import type { Outcome } from "./support/compare.ts";
import { openLine } from "./support/line.ts";
import { END, partOf, post } from "./support/form.ts";

/** As the page sends them. */
const BUNDLE_BYTES = 16 * 1024 * 1024;
const PARTS_AT_ONCE = 3;
const WARM_UPS = 2;
const PHOTOS: ReadonlyArray<[count: number, bytes: number, goal: number]> = [
  [200, 500_000, 0.9],
  [2_000, 50_000, 0.7],
];

/**
 * 100 Mbit/s, or `BENCH_LINE_BYTES`: parts are for lines on which an upload takes so long that it may break. Over faster
 * ones the disk decides, which parts write twice.
 */
const LINE_BYTES_PER_S = Number(process.env["BENCH_LINE_BYTES"] || 12.5e6);

/** Uploads in parts that survive a break, against the same files in one form. */
export async function benchParts(runs: number): Promise<Outcome[]> {
  const system = await startSystem({ workers: 0, waitReady: false });
  const caller = createCaller(system.url);
  const outcomes: Outcome[] = [];
  try {
    await system.untilAnswering();
    const line = await openLine(system.url, LINE_BYTES_PER_S);
    for (const [count, size, goal] of PHOTOS) {
      const photos = Array.from({ length: count }, (_, i) => ({ name: `${i}.jpg`, bytes: randomBytes(size) }));
      const form = Buffer.concat([...photos.flatMap(({ name, bytes }) => partOf("files", name, bytes)), END]);
      const bundles = bundlesOf(photos);
      const megabytes = (count * size) / 1e6;
      const rateOf = async (work: () => Promise<unknown>): Promise<number> => {
        const start = performance.now();
        await work();
        const rate = (megabytes * 1000) / (performance.now() - start);
        for (const name of await readdir(system.exportsDir))
          if (!name.startsWith(".")) await rm(join(system.exportsDir, name), { recursive: true });
        return rate;
      };
      const inParts = async (): Promise<void> => {
        const draft = await caller.startBatch();
        const uploads = await sendAll(`${line.url}/api/uploads/`, bundles, draft);
        await caller.submit({ batch_id: draft, uploads });
      };
      outcomes.push(
        await compare(
          {
            bench: `upload in parts, photos of ${size / 1_000} KB`,
            unit: "MB/s",
            goal,
            a: { name: "parts", run: () => rateOf(inParts) },
            b: { name: "one form", run: () => rateOf(() => post(`${line.url}/api/check-logo/batch/`, form)) },
          },
          runs,
          WARM_UPS,
        ),
      );
    }
    await line.close();
    return outcomes;
  } finally {
    await system.stop();
  }
}

function bundlesOf(photos: ReadonlyArray<{ name: string; bytes: Buffer }>): Buffer[] {
  const each = Math.max(1, Math.floor(BUNDLE_BYTES / (photos[0]?.bytes.length ?? 1)));
  return Array.from({ length: Math.ceil(photos.length / each) }, (_, nth) =>
    zipOf(
      photos
        .slice(nth * each, (nth + 1) * each)
        .map(({ name, bytes }) => ({ name, bytes, stored: true, sizesFollow: true })),
    ),
  );
}

async function sendAll(endpoint: string, bundles: readonly Buffer[], draft: string): Promise<string[]> {
  const ids: string[] = [];
  const queue = bundles.entries();
  const sendSome = async (): Promise<void> => {
    for (const [nth, bundle] of queue)
      ids[nth] = await send(endpoint, bundle, { filename: `images-${nth}.zip`, batch_id: draft });
  };
  await Promise.all(Array.from({ length: PARTS_AT_ONCE }, sendSome));
  return ids;
}

const send = (endpoint: string, bytes: Buffer, metadata: Record<string, string>): Promise<string> =>
  new Promise((resolve, reject) => {
    const upload: Upload = new Upload(bytes, {
      endpoint,
      metadata,
      onSuccess: () => resolve(upload.url?.split("/").at(-1) ?? ""),
      onError: reject,
    });
    upload.start();
  });
