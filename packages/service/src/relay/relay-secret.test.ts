import { expect, test } from "@jest/globals";
import { relaySecretOf } from "./relay-secret.ts";

const of = (REDIS_URL: string, RELAY_SECRET?: string) => relaySecretOf({ REDIS_URL, RELAY_SECRET });

test("the setting is the secret, and is required", () => {
  expect(of("redis://:pw@redis:6379", "a-secret-of-this-test")).toEqual({
    secret: "a-secret-of-this-test",
    isRequired: true,
  });
});

test.each(["redis://:pw@redis:6379", "redis://someone:pw@other:6379/1", "rediss+sentinel://u:pw@a:1,b:2/master"])(
  "without it, the password in %s gives one that is not required",
  (url) => {
    const { secret, isRequired } = of(url);
    expect(secret).toBe(of("redis://:pw@redis:6379").secret);
    expect(secret).not.toContain("pw");
    expect([secret?.length, isRequired]).toEqual([43, false]);
    expect(of("redis://:other@redis:6379").secret).not.toBe(secret);
  },
);

test.each(["redis://redis:6379", "redis://symphony@redis:6379"])("%s gives none", (url) => {
  expect(of(url)).toEqual({ secret: undefined, isRequired: false });
});
