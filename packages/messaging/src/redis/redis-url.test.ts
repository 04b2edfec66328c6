import { expect, test } from "@jest/globals";
import { parseRedisUrl } from "./redis-url.ts";

test.each([
  [
    "redis://localhost",
    {
      kind: "single",
      nodes: [{ host: "localhost", port: 6379 }],
      tls: false,
      username: undefined,
      password: undefined,
      db: 0,
    },
  ],
  [
    "rediss://:s%40cret@10.0.0.1:6380/2",
    {
      kind: "single",
      nodes: [{ host: "10.0.0.1", port: 6380 }],
      tls: true,
      username: undefined,
      password: "s@cret",
      db: 2,
    },
  ],
  [
    "redis://user:pass:word@[::1]:7000",
    { nodes: [{ host: "::1", port: 7000 }], username: "user", password: "pass:word" },
  ],
  [
    "redis+sentinel://user:pw@a,b:26380/photos/1?sentinel_password=x%26y",
    {
      kind: "sentinel",
      nodes: [
        { host: "a", port: 26_379 },
        { host: "b", port: 26_380 },
      ],
      master: "photos",
      db: 1,
      sentinelPassword: "x&y",
    },
  ],
  ["rediss+sentinel://a", { kind: "sentinel", master: "mymaster", tls: true, db: 0 }],
  [
    "redis+cluster://:pw@a:1,b:2,c",
    {
      kind: "cluster",
      nodes: [
        { host: "a", port: 1 },
        { host: "b", port: 2 },
        { host: "c", port: 6379 },
      ],
      password: "pw",
    },
  ],
  ["rediss://a:1,b:2", { kind: "cluster", tls: true }],
])("%s", (text, address) => {
  expect(parseRedisUrl(text)).toMatchObject(address);
});

test.each(["", "http://localhost", "redis://", "redis://user:secret@", "redis://:secret@a:b", "redis+other://a"])(
  "%j is refused, and the error does not repeat it",
  (text) => {
    expect(() => parseRedisUrl(text)).toThrow(/Redis must look like/);
    expect(() => parseRedisUrl(text)).not.toThrow(/secret/);
  },
);
