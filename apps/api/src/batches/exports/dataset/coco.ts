import { textEntry } from "../../../archive/zip-stream.ts";
import { createClasses } from "./classes.ts";
import { imageName } from "./dataset-format.ts";
import type { DatasetFormat } from "./dataset-format.ts";
import { readSize } from "./picture-size.ts";
import type { Sample } from "./samples.ts";
import { SPLITS } from "./split.ts";
import type { Split } from "./split.ts";

/** The lines of one file, some hundred bytes for each image: all that a dataset keeps while it is written. */
interface Annotations {
  images: string[];
  boxes: string[];
}

/** One file of annotations for each split, with boxes in pixels of the images as they are in the zip. */
export function createCocoFormat(): DatasetFormat {
  const classes = createClasses();
  const splits: Record<Split, Annotations> = {
    train: { images: [], boxes: [] },
    val: { images: [], boxes: [] },
    test: { images: [], boxes: [] },
  };
  return {
    async *add(sample) {
      const size = await readSize(sample.picture);
      yield { name: imageName(sample), open: sample.picture.stream };
      const { images, boxes } = splits[sample.split];
      const id = images.length + 1;
      images.push(JSON.stringify({ id, file_name: `${sample.stem}.${sample.picture.ending}`, ...size }));
      for (const box of sample.boxes) {
        const bbox = scaled(box, size.width / sample.width, size.height / sample.height);
        const area = (bbox[2] as number) * (bbox[3] as number);
        const category_id = classes.of(box.brand) + 1;
        boxes.push(JSON.stringify({ id: boxes.length + 1, image_id: id, category_id, bbox, area, iscrowd: 0 }));
      }
    },
    *end() {
      const categories = classes.names().map((name, i) => ({ id: i + 1, name }));
      for (const split of SPLITS) {
        const { images, boxes } = splits[split];
        const text = `{"images":[${images.join(",\n")}],\n"annotations":[${boxes.join(",\n")}],\n"categories":${JSON.stringify(categories)}}\n`;
        yield textEntry(`annotations/instances_${split}.json`, text);
      }
    },
  };
}

/** `[left, top, width, height]`. */
const scaled = ({ x1, y1, x2, y2 }: Sample["boxes"][number], byX: number, byY: number): number[] =>
  [x1 * byX, y1 * byY, (x2 - x1) * byX, (y2 - y1) * byY].map((pixels) => Math.round(pixels * 100) / 100);
