import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Words that docs/glossary.md replaces by standard terms, in names, comments, sentences and file names alike. */
const RETIRED: readonly RegExp[] = [
  /\bhold(s|ing)? on for\b|holdOnForSteps|handingOver/i,
  /answer[ -]?book|\banswers\.(find|remember)\b/i,
  /\bstandings?\b|\bstands still\b|\bstood still\b|standstill/i,
  /\bannouncements?\b|\bannounced\b/i,
  /\bgenerations?\b/i,
  /\b(made|tried|begin|begun|start|written|started|counted) anew\b|\banew\b/i,
  /unjudgeable|WebhookNotTaken/i,
  /\bjudg(e|es|ed|ing|ement|ements)\b|(?<![A-Z_])judge[A-Z]|[a-z]Judge\b/,
  /deathsAlone|\bsuspects?\b|\binnocents?\b/i,
  /\bin hand\b|inHand\b/i,
  /keep-?watch|guard-?jobs|pending-?keeper|count-?row|close-?items|mend-?row|present-?rows|own-?name|made-?at\b/i,
  /\bmend(s|ed|er)?\b/i,
  /\bhired?\b|\bgives? back\b|giveBack|ThreadGone/i,
  /zip-?early|\blike most\b|held-?bytes|\bpromised(Bytes| bytes| size)/i,
  /createOnce|\bimpatient\b|\bpatient\b|inGroups|whereabouts/i,
  /\blingers?\b|refuseGone|\bopen web\b|openWeb\b/i,
  /\boutbox\b|\baudiences?\b|\bgreet(s|ing)?\b/i,
  /\bsteer(s|ing|ed)?\b|\breread/i,
  /row ?-?book|mistrust/i,
  /\bwithdraw/i,
  /\bdear(er)?\b|\bblown up\b|forPeople/i,
  /\brows? of the bar\b|\bscenes?\b(?! of)|aftermath|\bteeth\b/i,
  /\browTest\b|\brow \d+\b|\bstrikes?\b|\bstruck\b/i,
  /tellGeneration|\brenews?\b|fillFromForm|\blookAt\b|\bshut out\b|\bstatus ?board\b/i,
  /\bwhoever\b|\bthereby\b|\bas good as none\b|takes? itself away/i,
];

/** Names that users, older batches and older processes rely on. */
const KEPT = [
  "JUDGE_TIMEOUT_MS",
  "KEEP_JUDGED_FILES",
  "REUSE_ANSWERS",
  "judging_timeout",
  "symphony_standstills_total",
  ".announced",
];
/** Keys of files and jobs that are older than the word. */
const OLD_KEYS =
  /batch-store\/src\/(state|notifications)\/|messaging\/src\/(queue\/)?jobs|tests\/faults\/checker\/read-exports/;
/** Where pictures are rendered, a scene is what one shows. */
const RENDERING = /^models\/|\/artwork\//;
/** This list and its explanation, generated files, and texts of others. */
const EXEMPT =
  /^(tests\/language\.test\.ts|docs\/glossary\.md|THIRD-PARTY|LICENSE|pnpm-lock|models\/training|packages\/client\/src\/description)/;
const TEXT = /\.(tsx?|mjs|md|ya?ml|json|py|css|html)$|Dockerfile$|\.env\.example$/;

/** Text files of the working tree: those in the index and new ones. */
const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
  cwd: root,
  encoding: "utf8",
})
  .split("\n")
  .filter((file) => TEXT.test(file) && !EXEMPT.test(file));

/** The lines of a file with a retired word; line 0 is its name. */
function retiredIn(file: string): string[] {
  const text = KEPT.reduce((rest, name) => rest.replaceAll(name, ""), readText(file));
  return [file, ...text.split("\n")].flatMap((line, i) => {
    const found = RETIRED.filter(
      (word) =>
        word.test(line) &&
        !(OLD_KEYS.test(file) && word.source.includes("generations")) &&
        !(RENDERING.test(file) && word.source.includes("scenes")),
    );
    return found.length === 0 ? [] : [`${file}:${i}: ${line.trim().slice(0, 140)}`];
  });
}

/** A file that is in the index and was deleted has no text. */
function readText(file: string): string {
  try {
    return readFileSync(`${root}${file}`, "utf8");
  } catch {
    return "";
  }
}

test("no retired word comes back", () => {
  expect(files.length).toBeGreaterThan(300);
  expect(files.flatMap(retiredIn)).toEqual([]);
});
