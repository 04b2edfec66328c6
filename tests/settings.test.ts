import { expect, test } from "@jest/globals";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const read = (path: string): string => readFileSync(fileURLToPath(new URL(`../${path}`, import.meta.url)), "utf8");
const namesIn = (text: string, pattern: RegExp): Set<string> => new Set([...text.matchAll(pattern)].map((match) => match[1] ?? ""));

const CONFIGS = ["packages/service/src/config.ts", "apps/api/src/config.ts", "apps/gateway/src/config.ts", "apps/worker/src/config.ts"];

test(".env.example lists every setting there is, and none that there is not", () => {
  const known = new Set(CONFIGS.flatMap((path) => [...namesIn(read(path), /^ {2}([A-Z][A-Z_]+): /gm)]));
  known.add("WORKERS");
  expect(namesIn(read(".env.example"), /^([A-Z_]+)=/gm)).toEqual(known);
});
