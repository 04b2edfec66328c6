import { homedir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { stateFileOf } from "./parts/state-file.ts";
import { REPORT_FORMATS } from "./report-formats.ts";
import type { ReportFormat } from "./report-formats.ts";

export const USAGE = `Usage: npm run check-logos -- <folder | zip | image | urls.txt> [options]

Checks images for the logo, shows the progress, and reports the outcome as its exit code:
0 all valid, 1 some invalid, 2 some could not be checked, or the check itself failed.

  --csv FILE       save all results as CSV
  --url URL        address of Symphony (SYMPHONY_URL, default http://localhost:8000)
  --api-key KEY    API key (SYMPHONY_API_KEY)
  --brand NAME     what to look for instead of the brand of the installation; repeat it for several
  --client-id ID   client id of the batch, to follow it on the page for instance
  --resume FILE    remember in FILE what was sent (default: a file below ~/.local/state/symphony)
  --quiet          no progress, only the outcome
  --help           show this text

In a folder, hidden files, links to folders and zips are left out.

More than 16 MB is sent in parts. After a cut, or when it was killed, the same command goes on where it was: with the
files that are not on the server yet, or with the batch that it made of them.

Usage: npm run check-logos -- retry <batch id> [options]

Checks the images of a finished batch again that ended in an error, and reports like a check.

Usage: npm run check-logos -- report <batch id> [options]

Saves what was found in a finished batch, with decisions of people.

  --format FORMAT  html (default), xlsx, csv, jsonl, images (a zip), yolo or coco (a dataset of reviewed images)
  --out FILE       where to (default: the name that the server gives)
  --filter FILTER  which images, for instance effective=Invalid or "effective=Invalid&reviewed=1"

Usage: npm run check-logos -- correct <batch id> <folder | zip | image>

Sends new files for images of a finished batch that are invalid or failed, by their names. Only these are checked again,
in the same batch; then the outcome is that of the whole batch.
`;

interface Connection {
  url: string;
  apiKey: string | undefined;
}

interface Following extends Connection {
  csv: string | undefined;
  quiet: boolean;
}

export interface CheckConfig extends Following {
  command: "check";
  source: string;
  clientId: string | undefined;
  /** Empty: the brand of the installation. */
  brands: readonly string[];
  /** Remembers what was sent. */
  stateFile: string;
}

export interface RetryConfig extends Following {
  command: "retry";
  batchId: string;
}

export interface ReportConfig extends Connection {
  command: "report";
  batchId: string;
  format: ReportFormat;
  out: string | undefined;
  filter: Record<string, string>;
}

export interface CorrectConfig extends Connection {
  command: "correct";
  batchId: string;
  source: string;
  csv: string | undefined;
}

export type CliConfig = CheckConfig | RetryConfig | ReportConfig | CorrectConfig;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The command line is wrong; the message says how to correct it. */
export class UsageError extends Error {
  override name = "UsageError";
}

/** What a header can carry (RFC 9110, section 5.5). */
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

function assertAddress(url: string): void {
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url))
    throw new UsageError(`--url must look like http://localhost:8000, not ${url}`);
  const { username, password, search, hash } = new URL(url);
  if (username !== "" || password !== "") throw new UsageError("--url must have no user name and no password in it.");
  if (search !== "" || hash !== "") throw new UsageError("--url must end before ? and #, like http://localhost:8000");
}

/** @returns undefined when only help was asked for @throws {UsageError} */
export function readCliConfig(
  args = process.argv.slice(2),
  env: NodeJS.ProcessEnv = process.env,
): CliConfig | undefined {
  const { values, positionals } = parse(args);
  if (values.help === true) return undefined;
  const url = values.url ?? (env["SYMPHONY_URL"] || "http://localhost:8000");
  assertAddress(url);
  const apiKey = (values["api-key"] ?? (env["SYMPHONY_API_KEY"] || undefined))?.trim();
  if (apiKey !== undefined && !HEADER_VALUE.test(apiKey))
    throw new UsageError("The API key has characters that cannot be sent, a line break for instance.");
  const connection = { url, apiKey };
  const [source, ...rest] = positionals;
  // A folder may be named "report" too.
  if (source === "report" && rest.length > 0) return { ...connection, ...readReport(rest, values) };
  if (source === "correct" && rest.length > 0) return { ...connection, ...readCorrect(rest, values) };
  const following = { ...connection, csv: values.csv, quiet: values.quiet === true };
  if (source === "retry" && rest.length > 0) return { ...following, command: "retry", batchId: batchIdIn(rest) };
  if (source === undefined || rest.length > 0) throw new UsageError("Name one folder, zip, image or list of URLs.");
  const stateDir = join(env["XDG_STATE_HOME"] || join(homedir(), ".local", "state"), "symphony");
  return {
    ...following,
    command: "check",
    source,
    clientId: values["client-id"],
    brands: values.brand ?? [],
    stateFile: values.resume ?? stateFileOf(stateDir, source, url),
  };
}

function batchIdIn([batchId = "", ...more]: string[]): string {
  if (more.length > 0 || !UUID.test(batchId)) throw new UsageError("Name one batch by its id.");
  return batchId;
}

type Values = ReturnType<typeof parse>["values"];

function readReport(rest: string[], { format = "html", out, filter }: Values): Omit<ReportConfig, keyof Connection> {
  const batchId = batchIdIn(rest);
  const known = REPORT_FORMATS.find((each) => each === format);
  if (known === undefined) throw new UsageError(`--format must be one of ${REPORT_FORMATS.join(", ")}.`);
  return { command: "report", batchId, format: known, out, filter: Object.fromEntries(new URLSearchParams(filter)) };
}

function readCorrect(
  [batchId = "", source, ...more]: string[],
  { csv }: Values,
): Omit<CorrectConfig, keyof Connection> {
  if (source === undefined || more.length > 0 || !UUID.test(batchId))
    throw new UsageError("Name one batch by its id, then one folder, zip or image.");
  return { command: "correct", batchId, source, csv };
}

function parse(args: string[]) {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        csv: text,
        url: text,
        "api-key": text,
        "client-id": text,
        brand: { type: "string", multiple: true },
        resume: text,
        quiet: flag,
        help: flag,
        format: text,
        out: text,
        filter: text,
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
