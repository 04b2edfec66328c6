import type { WireEvent } from "@symphony/messaging";

const MEMBER = Buffer.from('"timestamp":"');
const END = Buffer.from("}");
/** Several sockets get the same event, and one conversion is enough. */
const converted = new WeakMap<WireEvent, Buffer>();

/**
 * The JSON of an event with its timestamp as seconds since 1970, as clients of the original service read it. The
 * timestamp is the last member of every event, so the text before it is copied without parsing it.
 */
export function withNumericTimestamp(event: WireEvent): Buffer {
  const known = converted.get(event) ?? convert(event.json);
  converted.set(event, known);
  return known;
}

function convert(json: Buffer): Buffer {
  const start = json.lastIndexOf(MEMBER);
  if (start === -1) return json;
  const valueStart = start + MEMBER.length;
  const seconds = Date.parse(json.toString("latin1", valueStart, json.indexOf('"', valueStart))) / 1000;
  if (Number.isNaN(seconds)) return json;
  return Buffer.concat([json.subarray(0, valueStart - 1), Buffer.from(String(seconds)), END]);
}
