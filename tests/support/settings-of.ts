import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const read = (path: string): string => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), "utf8");

/** The names at the beginning of lines like `  NAME: …` of a config file. */
export const settingNames = (text: string): string[] =>
  [...text.matchAll(/^ {2}([A-Z][A-Z0-9_]+): /gm)].map((match) => match[1] ?? "");

/** Every setting of an app, including the shared ones that its config file spreads. */
export function settingsOf(app: string): string[] {
  const text = read(`apps/${app}/src/config.ts`);
  const common = read("packages/service/src/config.ts");
  const shared = [...text.matchAll(/^ {2}\.\.\.(\w+),/gm)].map(
    ([, name]) => new RegExp(`const ${name} = {\n(.*?)\n};`, "s").exec(common)?.[1] ?? "",
  );
  return [text, ...shared].flatMap(settingNames);
}
