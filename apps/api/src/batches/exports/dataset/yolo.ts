import { textEntry } from "../../../archive/zip-stream.ts";
import { createClasses } from "./classes.ts";
import { imageName } from "./dataset-format.ts";
import type { DatasetFormat } from "./dataset-format.ts";
import type { Sample } from "./samples.ts";

const DIGITS = 6;

/** A text file of boxes beside each image, measured in shares of its sides; `data.yaml` names the classes. */
export function createYoloFormat(): DatasetFormat {
  const classes = createClasses();
  return {
    async *add(sample) {
      yield { name: imageName(sample), open: sample.picture.stream };
      const lines = sample.boxes.map((box) => `${classes.of(box.brand)} ${sharesOf(box, sample).join(" ")}\n`);
      yield textEntry(`labels/${sample.split}/${sample.stem}.txt`, lines.join(""));
    },
    *end() {
      const names = classes.names().map((name, i) => `  ${i}: ${JSON.stringify(name)}\n`);
      yield textEntry(
        "data.yaml",
        `path: .\ntrain: images/train\nval: images/val\ntest: images/test\nnames:\n${names.join("")}`,
      );
    },
  };
}

/** The centre and the sides of a box. */
function sharesOf({ x1, y1, x2, y2 }: Sample["boxes"][number], { width, height }: Sample): string[] {
  const shares = [(x1 + x2) / 2 / width, (y1 + y2) / 2 / height, (x2 - x1) / width, (y2 - y1) / height];
  return shares.map((share) => Math.min(1, Math.max(0, share)).toFixed(DIGITS));
}
