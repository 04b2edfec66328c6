import { describe, expect, test } from "@jest/globals";
import type { LookupAddress } from "node:dns";
import { createAddressGuard, literalAddress } from "./address-guard.ts";

const DENIED = [
  "127.0.0.1",
  "127.255.255.254",
  "0.0.0.0",
  "10.0.0.1",
  "172.16.0.1",
  "172.31.255.255",
  "192.168.1.1",
  "169.254.169.254",
  "100.64.0.1",
  "192.0.0.1",
  "192.0.2.1",
  "198.18.0.1",
  "198.51.100.1",
  "203.0.113.1",
  "224.0.0.1",
  "240.0.0.1",
  "255.255.255.255",
  "168.63.129.16",
  "::",
  "::1",
  "fe80::1",
  "fc00::1",
  "fd12:3456::1",
  "ff02::1",
  "::ffff:127.0.0.1",
  "::ffff:10.0.0.1",
  "64:ff9b::7f00:1",
  "64:ff9b:1::1",
  "2002:7f00:1::",
  "2001::1",
  "2001:db8::1",
  "fec0::1",
  "5f00::1",
  "3fff::1",
  "not an address",
  "",
];

describe("F-41: an address guard", () => {
  test.each(DENIED)("refuses %j", (address) => {
    expect(createAddressGuard("").allows(address)).toBe(false);
  });

  test.each(["8.8.8.8", "1.1.1.1", "93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8"])("allows %j", (address) => {
    expect(createAddressGuard("").allows(address)).toBe(true);
  });

  test("allows the listed networks and no other private ones", () => {
    const guard = createAddressGuard("10.1.0.0/16, fd00::/8");
    expect(["10.1.2.3", "::ffff:10.1.2.3", "fd00::5"].map(guard.allows)).toEqual([true, true, true]);
    expect(["10.2.0.1", "127.0.0.1", "fc00::1"].map(guard.allows)).toEqual([false, false, false]);
    expect(() => createAddressGuard("10.1/16x")).toThrow();
  });

  test("resolves no name that has a private address", async () => {
    const look = (guard: ReturnType<typeof createAddressGuard>) =>
      new Promise<{ error: Error | null; addresses: string | LookupAddress[] }>((resolve) => {
        guard.lookup("localhost", { all: true }, (error, addresses) => resolve({ error, addresses }));
      });
    expect((await look(createAddressGuard(""))).error?.name).toBe("BlockedAddressError");
    const open = await look(createAddressGuard("127.0.0.0/8,::1/128"));
    expect(open.error).toBeNull();
    expect(open.addresses.length).toBeGreaterThan(0);
  });
});

test.each([
  ["http://0x7f.1/", "127.0.0.1"],
  ["http://2130706433/", "127.0.0.1"],
  ["http://0177.0.0.1/", "127.0.0.1"],
  ["http://１２７.0.0.1/", "127.0.0.1"],
  ["http://127.0.0.1./", "127.0.0.1"],
  ["http://[::ffff:127.0.0.1]/", "::ffff:7f00:1"],
  ["http://example.com/", undefined],
])("F-41: the literal address of %s is %s", (url, literal) => {
  expect(literalAddress(new URL(url))).toBe(literal);
});
