import { expect, test } from "@jest/globals";
import { decodeWire, encodeWire } from "./wire.ts";

const BATCH = "0b0e7d7e-7a0c-4f5e-9d55-1f6a0c1d2e3f";

test("an event arrives as the JSON that a client gets", () => {
  const event = { event: "retry_start", batch_id: BATCH, retry_total: 3, timestamp: "t" } as const;
  expect(decodeWire(Buffer.from(encodeWire(event)))).toEqual({
    event: "retry_start",
    batchId: BATCH,
    seq: 0,
    json: Buffer.from(JSON.stringify(event)),
  });
});

test.each([
  "",
  "progress",
  `progress x ${BATCH}\n{}`,
  `progress  ${BATCH}\n{}`,
  `progress -5 ${BATCH}\n{}`,
  `complete ${BATCH}\n{}`,
  "progress 1 not-a-batch\n{}",
  `other 1 ${BATCH}\n{}`,
  "\0\0",
])("foreign bytes %j decode to undefined", (text) => {
  expect(decodeWire(Buffer.from(text))).toBeUndefined();
});
