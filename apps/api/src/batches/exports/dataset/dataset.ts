import type { Readable } from "node:stream";
import { neutralise } from "@symphony/batch-store";
import type { BatchManifest } from "@symphony/batch-store";
import type { DatasetQuery } from "@symphony/contract";
import { textEntry, zipOf } from "../../../archive/zip-stream.ts";
import type { ZipEntry } from "../../../archive/zip-stream.ts";
import type { ApiDeps } from "../../../deps.ts";
import { createCocoFormat } from "./coco.ts";
import { imageName } from "./dataset-format.ts";
import { aboutDataset } from "./about.ts";
import type { DatasetCounts } from "./about.ts";
import { eachSample } from "./samples.ts";
import type { Sample } from "./samples.ts";
import { createYoloFormat } from "./yolo.ts";

const FORMATS = { yolo: createYoloFormat, coco: createCocoFormat };

/** Images with labels by the verdicts that count, for training: what people decided is what a model learns from. */
export function datasetOf(deps: ApiDeps, manifest: BatchManifest, query: DatasetQuery): Readable {
  async function* entries(): AsyncGenerator<ZipEntry> {
    const format = FORMATS[query.format]();
    const index = ["file,split,name,effective,machine,reviewed,reason,boxes\r\n"];
    const counts: DatasetCounts = {
      positives: 0,
      negatives: 0,
      hard: 0,
      leftOut: { errors: 0, withoutBox: 0, withoutPicture: 0 },
    };
    for await (const sample of eachSample(deps, manifest, query, counts.leftOut)) {
      yield* format.add(sample);
      index.push(indexLine(sample));
      if (sample.boxes.length > 0) counts.positives += 1;
      else counts.negatives += 1;
      if (sample.machine === "Valid" && sample.effective === "Invalid") counts.hard += 1;
    }
    yield* format.end();
    yield textEntry("index.csv", index.join(""));
    yield textEntry("README.txt", aboutDataset(manifest, query, counts));
  }
  return zipOf(entries());
}

function indexLine(sample: Sample): string {
  const { split, name, effective, machine, review, boxes } = sample;
  const cells = [
    imageName(sample),
    split,
    name,
    effective,
    machine,
    review === null ? 0 : 1,
    review?.reason,
    boxes.length,
  ];
  return `${cells.map((cell) => quoted(String(cell ?? ""))).join(",")}\r\n`;
}

const quoted = (text: string): string => `"${neutralise(text).replaceAll('"', '""')}"`;
