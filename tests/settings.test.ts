import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import { NODE_FLAGS } from "../tools/node-flags.mjs";

const read = (path: string): string => readFileSync(fileURLToPath(new URL(`../${path}`, import.meta.url)), "utf8");
const namesIn = (text: string, pattern: RegExp): Set<string> =>
  new Set([...text.matchAll(pattern)].map((match) => match[1] ?? ""));

/** Every setting of a config file, including the shared ones that it spreads. */
function settingsOf(path: string): string[] {
  const text = read(path);
  const shared = [...text.matchAll(/^ {2}\.\.\.(\w+),/gm)].map(
    ([, name]) =>
      new RegExp(`const ${name} = {\n(.*?)\n};`, "s").exec(read("packages/service/src/config.ts"))?.[1] ?? "",
  );
  return [text, ...shared].flatMap((each) => [...namesIn(each, /^ {2}([A-Z][A-Z_]+): /gm)]);
}

const CONFIGS = [
  "packages/service/src/config.ts",
  "apps/api/src/config.ts",
  "apps/gateway/src/config.ts",
  "apps/worker/src/config.ts",
];

test(".env.example lists exactly the settings that exist", () => {
  const known = new Set(CONFIGS.flatMap((path) => [...namesIn(read(path), /^ {2}([A-Z][A-Z_]+): /gm)]));
  // Used by `npm start` and by docker-compose.yml.
  known.add("WORKERS").add("WORKERS_REPLICAS");
  expect(namesIn(read(".env.example"), /^([A-Z_]+)=/gm)).toEqual(known);
});

/** Set by the image, or of no use in a container. */
const OF_THE_IMAGE = new Set(["EXPORTS_DIR", "WEB_DIR", "MODELS_DIR", "HEALTH_FILE", "HOST"]);

/** Former names of settings, passed on because they are still read. */
const FORMER_NAMES = new Set(["REUSE_ANSWERS"]);

test.each(["api", "gateway", "worker"])("docker-compose.yml passes every setting to the %s", (app) => {
  const compose = read("docker-compose.yml");
  const block = (start: string): string => new RegExp(`^${start}\n(.*?)\n(?=\\S|  \\w)`, "ms").exec(compose)?.[1] ?? "";
  const service = block(`  ${app}:`);
  const shared = [...service.matchAll(/\*(common|store|mail|tracing)/g)].map(
    ([, name]) => new RegExp(`^x-${name}: .*\n((?:  .*\n)+)`, "m").exec(compose)?.[1] ?? "",
  );
  // Further tracing variables are read by the library.
  const given = [
    ...namesIn(service, /^ {6}([A-Z_]+): /gm),
    ...shared.flatMap((each) => [...namesIn(each, /^ {2}([A-Z_]+): /gm)]),
  ].filter((name) => !/^OTEL_(?!EXPORTER_OTLP_ENDPOINT)/.test(name) && !FORMER_NAMES.has(name));
  expect(given.toSorted()).toEqual(
    settingsOf(`apps/${app}/src/config.ts`)
      .filter((name) => !OF_THE_IMAGE.has(name))
      .toSorted(),
  );
});

test.each([
  ["package.json", 5],
  ["Dockerfile", 1],
  ["apps/worker/src/inference/inference-process.ts", 1],
])("%s runs Node with the common flags", (path, times) => {
  const runs = [...read(path).matchAll(/"?--enable-source-maps"?[^\n]*?(?=,? "?(?:apps|dist)\/|\];)/g)].map(([flags]) =>
    flags.match(/--[\w=-]+/g),
  );
  expect(runs).toEqual(Array(times).fill(NODE_FLAGS));
});
