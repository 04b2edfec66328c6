import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** Everything axe finds, as lines people can act on. */
export async function violations(page: Page): Promise<string[]> {
  // Through the debugger, past the page's own policy against foreign scripts.
  await page.evaluate(await readFile(AXE, "utf8"));
  const found = (await page.evaluate("axe.run()")) as {
    violations: Array<{ id: string; nodes: Array<{ html: string; failureSummary: string }> }>;
  };
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`),
  );
}
