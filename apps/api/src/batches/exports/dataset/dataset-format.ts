import type { ZipEntry } from "../../../archive/zip-stream.ts";
import type { Sample } from "./samples.ts";

/** How a dataset is written: the entries of each sample, and those that follow the last one. */
export interface DatasetFormat {
  add(sample: Sample): AsyncGenerator<ZipEntry, void>;
  end(): Generator<ZipEntry, void>;
}

export const imageName = ({ split, stem, picture }: Sample): string => `images/${split}/${stem}.${picture.ending}`;
