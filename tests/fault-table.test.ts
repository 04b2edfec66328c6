import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";

const root = fileURLToPath(new URL("..", import.meta.url));
const FAULT_CASES = Array.from({ length: 86 }, (_, i) => i + 1);

/** All test files, without `.test.ts`, and the suites that the implementations of a port run. */
const testFiles: string[] = ["apps", "packages", "tests"]
  .flatMap((home) => readdirSync(join(root, home), { recursive: true, withFileTypes: true }))
  .filter(
    (entry) =>
      entry.isFile() && /(\.test|-contract)\.ts$/.test(entry.name) && !entry.parentPath.includes("node_modules"),
  )
  .map((entry) => relative(root, join(entry.parentPath, entry.name)).replace(/(\.test)?\.ts$/, ""));

/** The fault cases that the tests of a file name: `faultTest(n, …)`, or a name that begins with `F-n: `. */
const faultCasesIn = (file: string): number[] =>
  [
    ...readFileSync(join(root, file.endsWith("-contract") ? `${file}.ts` : `${file}.test.ts`), "utf8").matchAll(
      /\bfaultTest\(\s*(\d+),|["'`](?:F-|row )(\d+): /g,
    ),
  ].map(([, inCall, inName]) => Number(inCall ?? inName));

/** `case file` for each fault case that a test file names. */
const tested = new Set(testFiles.flatMap((file) => faultCasesIn(file).map((faultCase) => `${faultCase} ${file}`)));

test("every fault case has a test with its number in its name", () => {
  expect(FAULT_CASES.filter((each) => ![...tested].some((entry) => entry.startsWith(`${each} `)))).toEqual([]);
});

test("docs/guarantees.md names the tests of each fault case, and no others", () => {
  const page = readFileSync(join(root, "docs/guarantees.md"), "utf8");
  const table = [...page.matchAll(/^\| F-(\d+) \| [^|]+ \| ([^|]+) \|$/gm)];
  expect(table.map(([, faultCase]) => Number(faultCase))).toEqual(FAULT_CASES);
  const listed = table.flatMap(([, faultCase, files = ""]) =>
    [...files.matchAll(/`([^`]+)`/g)].map(([, file]) => `${faultCase} ${file}`),
  );
  expect(listed.toSorted()).toEqual([...tested].toSorted());
});

/** Test files in the last column of a page's tables: with their path, or by their name alone below tests/faults. */
function namedTests(page: string): string[] {
  const text = readFileSync(join(root, page), "utf8").split("## Fault cases")[0] as string;
  const cells = [...text.matchAll(/^\|.*\| ([^|]*) \|$/gm)].map(([, cell = ""]) => cell);
  const names = cells.flatMap((cell) =>
    [...cell.matchAll(/`([\w./-]+)`/g)].map(([, name = ""]) => name.replace(/\.test\.ts$/, "")),
  );
  return names.map((name) => (name.includes("/") ? name : `tests/faults/${name}`));
}

test.each(["docs/guarantees.md", "SECURITY.md"])("every test that %s names exists", (page) => {
  expect(namedTests(page).length).toBeGreaterThan(10);
  expect(namedTests(page).filter((name) => !testFiles.includes(name))).toEqual([]);
});
