import { expect, test } from "@jest/globals";
import { decodeSubscription } from "./subscription.ts";

const BATCH = "0b0e7d7e-7a0c-4f5e-9d55-1f6a0c1d2e3f";

test.each([
  ["/ws/client-1", { kind: "client", id: "client-1" }, false, null],
  ["/ws/client-1/", { kind: "client", id: "client-1" }, false, null],
  ["/ws/a.b_c?v=2&api_key=k", { kind: "client", id: "a.b_c" }, true, "k"],
  [`/ws/batch/${BATCH}`, { kind: "batch", id: BATCH }, false, null],
  [`/ws/batch/${BATCH.toUpperCase()}?v=1`, { kind: "batch", id: BATCH }, false, null],
  ["/ws/batch", { kind: "client", id: "batch" }, false, null],
])("%s is a subscription", (url, topic, coalesced, apiKey) => {
  expect(decodeSubscription(url)).toEqual({ topic, coalesced, apiKey });
});

test.each(["/", "/ws", "/ws/", "/ws/a/b", "/ws/%zz", "/ws/a%2Fb", "/ws/a b", "/ws/batch/x", "/api/x", "//", ""])(
  "%j is not a subscription",
  (url) => {
    expect(decodeSubscription(url)).toBeUndefined();
  },
);
