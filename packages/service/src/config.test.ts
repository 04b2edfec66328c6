import { expect, test } from "@jest/globals";
import { z } from "zod";
import { commonSettings, readConfig } from "./config.ts";

test.each([
  ["redis://symphony@redis:6379", "a b/c", "redis://symphony:a%20b%2Fc@redis:6379"],
  ["redis+sentinel://symphony@a:1,b:2/main", "x", "redis+sentinel://symphony:x@a:1,b:2/main"],
  ["redis://symphony:own@redis:6379", "x", "redis://symphony:own@redis:6379"],
  ["redis://redis:6379", "x", "redis://redis:6379"],
  ["redis://symphony@redis:6379", "", "redis://symphony@redis:6379"],
])("the password of %s is REDIS_PASSWORD %j unless it has one", (REDIS_URL, REDIS_PASSWORD, expected) => {
  expect(readConfig(z.object(commonSettings), { REDIS_URL, REDIS_PASSWORD }).REDIS_URL).toBe(expected);
});
