import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import { NODE_FLAGS } from "../tools/node-flags.mjs";
import { settingNames, settingsOf } from "./support/settings-of.ts";

const read = (path: string): string => readFileSync(fileURLToPath(new URL(`../${path}`, import.meta.url)), "utf8");
const namesIn = (text: string, pattern: RegExp): Set<string> =>
  new Set([...text.matchAll(pattern)].map((match) => match[1] ?? ""));

const CONFIGS = [
  "packages/service/src/config.ts",
  "apps/api/src/config.ts",
  "apps/gateway/src/config.ts",
  "apps/worker/src/config.ts",
];

test(".env.example lists exactly the settings that exist", () => {
  const known = new Set(CONFIGS.flatMap((path) => settingNames(read(path))));
  // Used by `npm start` and by docker-compose.yml.
  for (const name of [
    "WORKERS",
    "WORKERS_REPLICAS",
    "SYMPHONY_TAG",
    "EXPORTS_VOLUME",
    "SCRATCH_DIR",
    "NFS_SERVER",
    "NFS_PATH",
  ])
    known.add(name);
  expect(namesIn(read(".env.example"), /^([A-Z0-9_]+)=/gm)).toEqual(known);
});

/** Set by the image, or of no use in a container. */
const OF_THE_IMAGE = new Set(["EXPORTS_DIR", "WEB_DIR", "MODELS_DIR", "HEALTH_FILE", "HOST"]);

/** Read by Node. */
const OF_NODE = new Set(["TMPDIR"]);

/** Former names of settings, passed on because they are still read. */
const FORMER_NAMES = new Set(["REUSE_ANSWERS"]);

test.each(["api", "gateway", "worker"])("docker-compose.yml passes every setting to the %s", (app) => {
  const compose = read("docker-compose.yml");
  const block = (start: string): string =>
    new RegExp(`^${start}(?: &\\w+)?\n(.*?)\n(?=\\S|  \\w)`, "ms").exec(compose)?.[1] ?? "";
  const service = block(`  ${app}:`);
  const shared = [...service.matchAll(/\*(common|store|mail|tracing)/g)].map(
    ([, name]) => new RegExp(`^x-${name}: .*\n((?:  .*\n)+)`, "m").exec(compose)?.[1] ?? "",
  );
  // Further tracing variables are read by the library.
  const given = [
    ...namesIn(service, /^ {6}([A-Z0-9_]+): /gm),
    ...shared.flatMap((each) => [...namesIn(each, /^ {2}([A-Z0-9_]+): /gm)]),
  ].filter((name) => !/^OTEL_(?!EXPORTER_OTLP_ENDPOINT)/.test(name) && !FORMER_NAMES.has(name) && !OF_NODE.has(name));
  expect(given.toSorted()).toEqual(
    settingsOf(app)
      .filter((name) => !OF_THE_IMAGE.has(name))
      .toSorted(),
  );
});

test.each([
  ["package.json", 6],
  ["Dockerfile", 1],
  ["apps/worker/src/node-flags.ts", 1],
])("%s runs Node with the common flags", (path, times) => {
  const runs = [...read(path).matchAll(/"?--enable-source-maps"?[^\n]*?(?=,? "?(?:apps|dist)\/|\];)/g)].map(([flags]) =>
    flags.match(/--[\w=-]+/g),
  );
  expect(runs).toEqual(Array(times).fill(NODE_FLAGS));
});
