// `pnpm generate:client`: writes the types of packages/client from the description of the API.
// With --check it writes nothing and fails when the file is not up to date.
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { describeApi } from "../apps/api/src/openapi.ts";
import { healthRoutes, routes } from "../apps/api/src/routes.ts";
import { root } from "./root.mjs";

const home = `${root}packages/client`;
const target = `${home}/src/description.ts`;
const HEAD = "// Made from the description of the API by `pnpm generate:client`; not to be changed by hand.\n\n";

// The generator needs TypeScript's older compiler interface, which only the client's own folder has.
const { resolve } = createRequire(`${home}/package.json`);
const generator = (await import(
  pathToFileURL(resolve("openapi-typescript")).href
)) as typeof import("openapi-typescript");

// Examples serve readers of the description; among types they only take room.
const description = JSON.parse(JSON.stringify(describeApi(healthRoutes, routes)), (name, value) =>
  name === "example" ? undefined : value,
);
const options = { defaultNonNullable: false, rootTypes: true, rootTypesNoSchemaPrefix: true };
const text = HEAD + generator.astToString(await generator.default(description, options));
if (!process.argv.includes("--check")) {
  await writeFile(target, text);
} else if ((await readFile(target, "utf8")) !== text) {
  console.error("packages/client/src/description.ts is not what the API is: run `pnpm generate:client`.");
  process.exitCode = 1;
}
