// Checks that the subjects of new commits are conventional: `type(scope): subject`, at most 72 characters.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { root } from "./root.mjs";

/** The last commit before the rule. */
const BASE = "64329ec3fc4ff6c3cced2f875bf2c4dfd6f15207";
const MAX_LENGTH = 72;
const TYPES = "feat|fix|perf|refactor|test|docs|build|ci|chore|style|revert";
const CONVENTIONAL = new RegExp(`^(${TYPES})(\\([a-z0-9-]+(, ?[a-z0-9-]+)*\\))?!?: \\S.*[^.\\s]$`);

/** @returns what is wrong with a subject, or undefined */
export function problemOf(subject) {
  if (subject.length > MAX_LENGTH) return `${subject.length} characters, at most ${MAX_LENGTH} are allowed`;
  if (!CONVENTIONAL.test(subject)) return `not of the form "type(scope): subject", with a type of ${TYPES}`;
  return undefined;
}

/** Subjects of the commits since the base; none where there is no git, no repository, or not all of its history. */
function newSubjects() {
  const { status, stdout } = spawnSync("git", ["log", "--no-merges", "--format=%h %s", `${BASE}..HEAD`], {
    cwd: root,
    encoding: "utf8",
  });
  if (status !== 0) return [];
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => ({ commit: line.slice(0, line.indexOf(" ")), subject: line.slice(line.indexOf(" ") + 1) }));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { commit, subject } of newSubjects()) {
    const problem = problemOf(subject);
    if (problem === undefined) continue;
    console.error(`${commit} ${subject}\n  ${problem}`);
    process.exitCode = 1;
  }
}
