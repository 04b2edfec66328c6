import { expect, test } from "@jest/globals";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const ROWS = Array.from({ length: 50 }, (_, i) => i + 1);

function testFiles(): string[] {
  return ["apps", "packages", "tests"]
    .flatMap((home) => readdirSync(join(root, home), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && entry.name.endsWith(".test.ts") && !entry.parentPath.includes("node_modules"))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

/** The rows that a file's tests name: `rowTest(n, …)`, or a name that begins with `row n: `. */
const rowsIn = (file: string): number[] =>
  [...readFileSync(join(root, file), "utf8").matchAll(/(?:\browTest\(|["'`]row )(\d+)[:,]/g)].map((match) =>
    Number(match[1]),
  );

const tested = new Set(
  testFiles().flatMap((file) => rowsIn(file).map((row) => `${row} ${file.replace(/\.test\.ts$/, "")}`)),
);

test("every row of the bar has a test with its number in its name", () => {
  expect(ROWS.filter((row) => ![...tested].some((each) => each.startsWith(`${row} `)))).toEqual([]);
});

test("docs/guarantees.md says for each row where it is tested, and nothing else", () => {
  const table = [
    ...readFileSync(join(root, "docs/guarantees.md"), "utf8").matchAll(/^\| (\d+) \| [^|]+ \| ([^|]+) \|$/gm),
  ];
  expect(table.map(([, row]) => Number(row))).toEqual(ROWS);
  const said = table.flatMap(([, row, files = ""]) =>
    [...files.matchAll(/`([^`]+)`/g)].map(([, file]) => `${row} ${file}`),
  );
  expect(said.toSorted()).toEqual([...tested].toSorted());
});

/** Files that a page names as tests: with their whole path, or those below tests/faults by their name alone. */
function namedTests(page: string): string[] {
  const text = readFileSync(join(root, page), "utf8").split("## Row by row")[0] as string;
  const cells = [...text.matchAll(/^\|.*\| ([^|]*) \|$/gm)].map(([, cell = ""]) => cell);
  const names = cells.flatMap((cell) =>
    [...cell.matchAll(/`([\w./-]+)`/g)].map(([, name = ""]) => name.replace(/\.test\.ts$/, "")),
  );
  return names.map((name) => (name.includes("/") ? name : `tests/faults/${name}`));
}

test.each(["docs/guarantees.md", "SECURITY.md"])("every test that %s names is there", (page) => {
  const there = new Set(testFiles().map((file) => file.replace(/\.test\.ts$/, "")));
  expect(namedTests(page).length).toBeGreaterThan(10);
  expect(namedTests(page).filter((name) => !there.has(name))).toEqual([]);
});
