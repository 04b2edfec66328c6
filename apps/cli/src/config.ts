import { parseArgs } from "node:util";

export const USAGE = `Usage: pnpm check-logos <folder | zip | image | urls.txt> [options]

Checks images for the logo, shows the progress, and reports the outcome as its exit code:
0 all valid, 1 some invalid, 2 some could not be checked, or the check itself failed.

  --csv FILE       save all results as CSV
  --url URL        address of Symphony (SYMPHONY_URL, default http://localhost:8000)
  --api-key KEY    API key (SYMPHONY_API_KEY)
  --client-id ID   client id of the batch, to follow it on the page for instance
  --quiet          no progress, only the outcome
  --help           show this text
`;

export interface CliConfig {
  source: string;
  csv: string | undefined;
  url: string;
  apiKey: string | undefined;
  clientId: string | undefined;
  quiet: boolean;
}

/** The command line is wrong; the message says how to correct it. */
export class UsageError extends Error {
  override name = "UsageError";
}

/** @returns undefined when only help was asked for @throws {UsageError} */
export function readCliConfig(
  args = process.argv.slice(2),
  env: NodeJS.ProcessEnv = process.env,
): CliConfig | undefined {
  const { values, positionals } = parse(args);
  if (values.help === true) return undefined;
  const [source, ...rest] = positionals;
  if (source === undefined || rest.length > 0) throw new UsageError("Name one folder, zip, image or list of URLs.");
  const url = values.url ?? (env["SYMPHONY_URL"] || "http://localhost:8000");
  if (!/^https?:/.test(url) || !URL.canParse(url))
    throw new UsageError(`--url must look like http://localhost:8000, not ${url}`);
  return {
    source,
    csv: values.csv,
    url,
    apiKey: values["api-key"] ?? (env["SYMPHONY_API_KEY"] || undefined),
    clientId: values["client-id"],
    quiet: values.quiet === true,
  };
}

function parse(args: string[]) {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: { csv: text, url: text, "api-key": text, "client-id": text, quiet: flag, help: flag },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
