import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";

const root = fileURLToPath(new URL("..", import.meta.url));
const pages = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"], {
  cwd: root,
  encoding: "utf8",
})
  .split("\n")
  .filter((page) => page !== "" && existsSync(join(root, page)));

/** What a pattern's first group finds on each page. */
const foundIn = (pattern: RegExp): Array<{ page: string; target: string }> =>
  pages.flatMap((page) =>
    [...readFileSync(join(root, page), "utf8").matchAll(pattern)].map(([, target = ""]) => ({ page, target })),
  );

test("links between pages lead to files", () => {
  const links = foundIn(/\]\((?!https?:|#)([^)#\s]+)/g);
  expect(links.length).toBeGreaterThan(40);
  expect(links.filter(({ page, target }) => !existsSync(join(root, dirname(page), target)))).toEqual([]);
});

test("files and folders that a page names exist", () => {
  const paths = foundIn(/`((?:apps|packages|tests|tools|docs|bench|examples)\/[\w./-]+)`/g);
  expect(paths.length).toBeGreaterThan(60);
  const missing = paths.filter(
    ({ target }) => ![target, `${target}.test.ts`, `${target}.ts`].some((path) => existsSync(join(root, path))),
  );
  expect(missing).toEqual([]);
});
