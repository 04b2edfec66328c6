import { readFile } from "node:fs/promises";
import Pbf from "pbf";

/** What an ONNX file says of itself beside its graph. */
export interface ModelMetadata {
  /** The exporter's keys, such as `task`, `names`, `stride`, `description`. */
  properties: Readonly<Record<string, string>>;
  /** Class names in the order of their numbers; empty when the file holds none. */
  names: readonly string[];
}

/** Field numbers of `ModelProto` and `StringStringEntryProto` in onnx.proto. */
const METADATA_PROPS = 14;
const KEY = 1;
const VALUE = 2;

/** Reads the metadata only: the graph is skipped. A file that is no ONNX model has none. */
export async function readModelMetadata(path: string): Promise<ModelMetadata> {
  const properties: Record<string, string> = {};
  try {
    new Pbf(await readFile(path)).readFields((field, _, model) => {
      if (field !== METADATA_PROPS) return;
      const [key, value] = readEntry(model);
      properties[key] = value;
    }, undefined);
  } catch {
    return { properties: {}, names: [] };
  }
  return { properties, names: classNames(properties["names"] ?? "") };
}

function readEntry(model: Pbf): [string, string] {
  const entry: [string, string] = ["", ""];
  model.readMessage((field, _, pbf) => {
    if (field === KEY) entry[0] = pbf.readString();
    if (field === VALUE) entry[1] = pbf.readString();
  }, undefined);
  return entry;
}

const IN_DICT = /(?:^|[{,])\s*['"]?(\d{1,5})['"]?\s*:\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/g;
const IN_LIST = /'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/g;

/** Exporters write names as JSON or as Python does: `{0: 'logo', 1: "plate"}`, `["logo"]`, `{"0": "logo"}`. */
export function classNames(text: string): string[] {
  if (text.trim().startsWith("["))
    return [...text.matchAll(IN_LIST)].map(([, single, double]) => single ?? double ?? "");
  return [...text.matchAll(IN_DICT)]
    .toSorted(([, a], [, b]) => Number(a) - Number(b))
    .map(([, , single, double]) => single ?? double ?? "");
}
