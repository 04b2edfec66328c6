// `pnpm generate:client`: generates the types of packages/client from the OpenAPI description.
// With --check it writes nothing and fails when the file is out of date.
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { describeApi } from "../apps/api/src/openapi.ts";
import { healthRoutes, routes } from "../apps/api/src/routes.ts";
import { root } from "./root.mjs";

const home = `${root}packages/client`;
const target = `${home}/src/description.ts`;
const HEAD = "// Generated from the OpenAPI description by `pnpm generate:client`. Do not edit.\n\n";

// The generator needs an older TypeScript compiler API, which is installed for packages/client only.
const { resolve } = createRequire(`${home}/package.json`);
const generator = (await import(
  pathToFileURL(resolve("openapi-typescript")).href
)) as typeof import("openapi-typescript");

// Examples are of no use in types.
const description = JSON.parse(JSON.stringify(describeApi(healthRoutes, routes)), (name, value) =>
  name === "example" ? undefined : value,
);
const options = { defaultNonNullable: false, rootTypes: true, rootTypesNoSchemaPrefix: true };
const text = HEAD + generator.astToString(await generator.default(description, options));
if (!process.argv.includes("--check")) {
  await writeFile(target, text);
} else if ((await readFile(target, "utf8")) !== text) {
  console.error("packages/client/src/description.ts is out of date: run `pnpm generate:client`.");
  process.exitCode = 1;
}
