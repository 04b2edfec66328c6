/**
 * A model's own class names from its file, or `undefined` when it has none: Ultralytics' exports carry them as
 * metadata, `names` = `{0: 'logo', 1: 'plate'}`. onnxruntime-node does not hand metadata out, so the file's
 * outermost protobuf fields are walked (ModelProto.metadata_props = 14 in onnx.proto; key = 1, value = 2).
 */
export function classNames(model: Uint8Array): string[] | undefined {
  for (const property of fields(model, 14)) {
    const [key] = fields(property, 1);
    const [value] = fields(property, 2);
    if (key !== undefined && value !== undefined && text(key) === "names") return parseNames(text(value));
  }
  return undefined;
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8");

/** A Python dictionary or list of texts, in the order of its numbers. */
function parseNames(literal: string): string[] | undefined {
  const names = [...literal.matchAll(/(?:(\d+)\s*:\s*)?(['"])((?:\\.|(?!\2).)*)\2/g)];
  const ordered = names
    .map((match, place) => [Number(match[1] ?? place), match[3]!] as const)
    .sort((a, b) => a[0] - b[0]);
  return ordered.length > 0 && ordered.every(([number], place) => number === place)
    ? ordered.map(([, name]) => name)
    : undefined;
}

/** The contents of all length-delimited fields of that number; stops where the bytes are no protobuf. */
function* fields(message: Uint8Array, wanted: number): Generator<Uint8Array> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let factor = 1; at < message.length; factor *= 128) {
      const byte = message[at++]!;
      value += (byte & 127) * factor;
      if (byte < 128) break;
    }
    return value;
  };
  while (at < message.length) {
    const tag = varint();
    const kind = tag % 8;
    if (kind === 0) varint();
    else if (kind === 1) at += 8;
    else if (kind === 5) at += 4;
    else if (kind === 2) {
      const length = varint();
      if (Math.floor(tag / 8) === wanted) yield message.subarray(at, at + length);
      at += length;
    } else return;
  }
}
