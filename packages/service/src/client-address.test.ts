import { expect, test } from "@jest/globals";
import type { IncomingMessage } from "node:http";
import { createAddressReader, trustProxySetting } from "./client-address.ts";

const request = (remoteAddress: string, forwarded?: string): IncomingMessage =>
  ({
    headers: forwarded === undefined ? {} : { "x-forwarded-for": forwarded },
    socket: { remoteAddress },
  }) as unknown as IncomingMessage;

test.each([
  ["0", "203.0.113.1", "198.51.100.1", "203.0.113.1"],
  ["0", "::ffff:203.0.113.1", undefined, "203.0.113.1"],
  ["1", "10.0.0.1", "198.51.100.1", "198.51.100.1"],
  ["1", "10.0.0.1", undefined, "10.0.0.1"],
  // The entry that the client wrote itself comes first and is ignored.
  ["1", "10.0.0.1", "192.0.2.66, 198.51.100.1", "198.51.100.1"],
  ["2", "10.0.0.1", "192.0.2.66, 198.51.100.1, 10.0.0.2", "198.51.100.1"],
  ["9", "10.0.0.1", "198.51.100.1", "198.51.100.1"],
  ["1", "10.0.0.1", "nonsense", "10.0.0.1"],
  ["10.0.0.0/8, 2001:db8::1", "10.0.0.1", "192.0.2.66, 198.51.100.1, 2001:db8::1", "198.51.100.1"],
  ["10.0.0.0/8", "203.0.113.1", "198.51.100.1", "203.0.113.1"],
  ["loopback", "::1", "198.51.100.1", "198.51.100.1"],
  ["uniquelocal", "::ffff:192.168.1.1", "2001:db8::7, fd00::1", "2001:db8::7"],
])(
  "with trusted proxies %j, a request from %s that is forwarded for %j comes from %s",
  (trust, remote, forwarded, address) => {
    expect(createAddressReader(trust)(request(remote, forwarded))).toBe(address);
  },
);

test.each([
  ["9", true],
  ["12", false],
  ["10.0.0.0/8, 2001:db8::1", true],
  ["::ffff:10.0.0.0/104", true],
  ["Loopback", true],
  ["10.0.0.0/33", false],
  ["10.0.0.0/8/8", false],
  ["10.0.0", false],
  [", ", false],
  ["fe80", false],
])("trusted proxies %j are a setting: %s", (text, isOne) => {
  expect(trustProxySetting.safeParse(text).success).toBe(isOne);
});
