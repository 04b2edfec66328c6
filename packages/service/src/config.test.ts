import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { z } from "zod";
import { apiKeySettings, commonSettings, readConfig, readStoreConfig } from "./config.ts";

const dir = mkdtempSync(join(tmpdir(), "symphony-config-"));
afterAll(() => rmSync(dir, { recursive: true }));

function fileWith(text: string): string {
  const path = join(dir, "setting");
  writeFileSync(path, `${text}\n`);
  return path;
}

test.each([
  ["redis://symphony@redis:6379", "a b/c", "redis://symphony:a%20b%2Fc@redis:6379"],
  ["redis+sentinel://symphony@a:1,b:2/main", "x", "redis+sentinel://symphony:x@a:1,b:2/main"],
  ["redis://symphony:own@redis:6379", "x", "redis://symphony:own@redis:6379"],
  ["redis://redis:6379", "x", "redis://redis:6379"],
  ["redis://symphony@redis:6379", "", "redis://symphony@redis:6379"],
])("the password of %s is REDIS_PASSWORD %j unless it has one", (REDIS_URL, REDIS_PASSWORD, expected) => {
  expect(readConfig(z.object(commonSettings), { REDIS_URL, REDIS_PASSWORD }).REDIS_URL).toBe(expected);
});

test.each([
  ["nothing", {}, "exports"],
  ["an empty EXPORTS_DIR", { EXPORTS_DIR: "" }, "exports"],
  ["EXPORTS_DIR", { EXPORTS_DIR: "/srv/symphony" }, "/srv/symphony"],
])("a command without a place and with %s works on a folder", (_what, env, folder) => {
  expect(readStoreConfig(undefined, env)).toMatchObject({ EXPORTS_DIR: folder });
});

test("a command reads EXPORTS_DIR_FILE as the processes do", () => {
  const env = { EXPORTS_DIR_FILE: fileWith("/srv/symphony") };
  expect(readStoreConfig(undefined, env)).toMatchObject({ EXPORTS_DIR: "/srv/symphony" });
});

test.each(["", " \t"])("a file that is empty is not taken for a setting that is absent: %j", (text) => {
  const env = { API_KEYS_FILE: fileWith(text) };
  expect(() => readConfig(z.object(apiKeySettings), env)).toThrow(`API_KEYS_FILE: ${env.API_KEYS_FILE} is empty`);
});

test("a folder that a command names is not replaced by the bucket of STORE_URL or STORE_URL_FILE", () => {
  const env = { STORE_URL: "s3://photos", STORE_URL_FILE: fileWith("s3://photos") };
  const { STORE_URL, EXPORTS_DIR } = readStoreConfig("/backup", env);
  expect([STORE_URL, EXPORTS_DIR]).toEqual([undefined, "/backup"]);
});

test.each([",", " , ", " ", "ann:", "ann:key,bob:", "ann: , key"])(
  "API_KEYS=%j, in which a key is missing, opens nothing to everybody",
  (API_KEYS) => {
    expect(() => readConfig(z.object(apiKeySettings), { API_KEYS })).toThrow("API_KEYS: a key is missing");
  },
);

test.each(["", "key", "ann:key, key-2,", "ann:key:with:colons", "https://key"])("API_KEYS=%j is taken", (API_KEYS) => {
  expect(readConfig(z.object(apiKeySettings), { API_KEYS })).toEqual({ API_KEYS });
});
