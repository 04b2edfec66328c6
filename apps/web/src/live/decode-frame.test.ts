import { expect, test } from "@jest/globals";
import { decodeFrame } from "./decode-frame.ts";

test("decodes known events, and gives undefined for everything else", () => {
  expect(decodeFrame('{"event":"heartbeat_ack","timestamp":"t"}')).toEqual({ event: "heartbeat_ack", timestamp: "t" });
  for (const text of ["", "{", "null", "[]", '"progress"', '{"event":"news"}', new ArrayBuffer(2)])
    expect(decodeFrame(text)).toBeUndefined();
});
