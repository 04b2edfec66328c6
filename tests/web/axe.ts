import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** The accessibility violations that axe finds, one line for each element. */
export async function violations(page: Page): Promise<string[]> {
  // Evaluated through the debugger, because the page's content security policy allows no foreign scripts.
  await page.evaluate(await readFile(AXE, "utf8"));
  const found = (await page.evaluate("axe.run()")) as {
    violations: Array<{ id: string; nodes: Array<{ html: string; failureSummary: string }> }>;
  };
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`),
  );
}
