import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { decodeResult, newestResult, readExports } from "../checker/read-exports.ts";

type Folder = "thumbnails" | "views" | "marks";

/** What the inspector of the steps keeps of an image, and of the small one, whose own bytes are its pictures. */
const OWN = "bytes of a.jpg";
const PICTURES: Record<Folder, { ending: string; texts: string[] }> = {
  thumbnails: { ending: "jpg", texts: ["a thumbnail", OWN] },
  views: { ending: "jpg", texts: ["a view", OWN] },
  marks: { ending: "1-2-3-4.jpg", texts: ["a mark"] },
};

/**
 * The pictures that are gone or torn though the verdict which they show is in place.
 *
 * @param folders without views and marks where the disk of the test is too small for them
 */
export async function missingPictures(
  root: string,
  folders: readonly Folder[] = ["thumbnails", "views", "marks"],
): Promise<string[]> {
  const found: string[] = [];
  for (const batch of (await readExports(root)).batches.values())
    for (const { seq } of batch.items) {
      const record = decodeResult(newestResult(batch, seq) ?? "");
      if (record === undefined || record.result["Is_Valid"] === "Error") continue;
      const stem = record.corrected_in === undefined ? `${seq}` : `${seq}.r${record.corrected_in}`;
      for (const folder of folders) {
        const { ending, texts } = PICTURES[folder];
        const path = join(batch.id, folder, "000000", `${stem}.${ending}`);
        const text = await readFile(join(root, path), "utf8").catch(() => undefined);
        if (text === undefined || !texts.includes(text))
          found.push(`I11: ${path} is ${text === undefined ? "gone" : "torn"}`);
      }
    }
  return found;
}
