import { createSymphonyClient, SymphonyError, untilFinished } from "@symphony/client";
import type { ListedResult, ResultsPage, Status, Submitted, SymphonyClient } from "@symphony/client";
import { readCliConfig, USAGE, UsageError } from "./config.ts";
import type { CheckConfig, CliConfig, CorrectConfig, RetryConfig } from "./config.ts";
import { correct } from "./correct.ts";
import { FAILED, guardOutput } from "./output.ts";
import { createProgressBar, describeStatus } from "./progress-bar.ts";
import type { ProgressBar } from "./progress-bar.ts";
import { saveReport } from "./report.ts";
import { save } from "./save.ts";
import { leftOut } from "./folder.ts";
import { openSource } from "./source.ts";
import { submit } from "./submit.ts";

const POLL_EVERY_MS = 500;
/** Most images listed on the screen for each verdict; the CSV has all of them. */
const LISTED_MAX = 20;

/** Reasons of files that nobody expects a result for. */
const NO_IMAGE = /not an image|a file of the operating system/;

const EXIT = { allValid: 0, someInvalid: 1, errors: FAILED } as const;

async function check(config: CheckConfig): Promise<number> {
  const client = createSymphonyClient(config);
  const source = await openSource(config.source);
  const bar = createProgressBar(process.stderr, config.quiet);
  if (source.kind === "files") for (const line of leftOut(source)) bar.log(line);

  const { batch, failed, forget } = await submit(client, source, {
    server: config,
    clientId: config.clientId,
    brands: config.brands,
    stateFile: config.stateFile,
    onRetry: (error) => bar.log(tryingAgain(error, config)),
    onForgetful: (error) => bar.log(`What was sent cannot be remembered, for a later start: ${error.message}`),
    onSent: (sent, total, files) =>
      bar.show(
        0,
        `sending ${megabytes(sent)} of ${megabytes(total)} MB${files === undefined ? "" : `, ${files} files`}`,
      ),
  });
  bar.log(`${batch.message} ${config.url.replace(/\/+$/, "")}/?batch=${batch.batch_id}`);
  for (const { name, reason } of batch.skipped) bar.log(`skipped: ${name}: ${reason}`);
  const unlisted = (batch.skipped_count ?? 0) - batch.skipped.length;
  if (unlisted > 0) bar.log(`skipped: ${unlisted} more`);

  for (const { name, reason } of failed) bar.log(`not sent: ${name}: ${reason}`);

  const status = await follow(client, batch.batch_id, config, bar);
  forget();
  return failed.length > 0 ? EXIT.errors : exitCodeOf(status, batch.skipped);
}

async function retryFailed(config: RetryConfig): Promise<number> {
  const client = createSymphonyClient(config);
  await client.POST("/api/batches/{id}/retry-failed", { params: { path: { id: config.batchId } } });
  const bar = createProgressBar(process.stderr, config.quiet);
  return exitCodeOf(await follow(client, config.batchId, config, bar), []);
}

/** Shows the progress of a batch to its end, then what came of it. */
async function follow(
  client: SymphonyClient,
  batchId: string,
  config: CheckConfig | RetryConfig,
  bar: ProgressBar,
): Promise<Status> {
  const status = await untilFinished(client, batchId, {
    everyMs: POLL_EVERY_MS,
    onTrouble: (error) => bar.log(tryingAgain(error, config)),
    onStatus: (now) => bar.show(now.progress, describeStatus(now)),
  });
  bar.end();
  await report(client, status, config);
  return status;
}

async function correctFiles(config: CorrectConfig): Promise<number> {
  const { status, failed } = await correct(config, (line) => void process.stderr.write(`${line}\n`));
  await report(createSymphonyClient(config), status, config);
  return failed.length > 0 ? EXIT.errors : exitCodeOf(status, []);
}

const tryingAgain = (error: Error, { url }: { url: string }): string => `${explain(error, url)} Trying again …`;

async function report(client: SymphonyClient, status: Status, { csv }: Pick<CheckConfig, "csv">): Promise<void> {
  const out = process.stdout;
  for (const verdict of ["Invalid", "Error"] as const) {
    for (const result of await firstResults(client, status, verdict))
      out.write(`${verdict}: ${result.Image_Path_or_URL}${result.Error === null ? "" : `: ${result.Error}`}\n`);
  }
  out.write(`${status.total} images: ${status.valid} valid, ${status.invalid} invalid, ${status.error} failed\n`);
  if (csv === undefined) return;
  const { data } = await client.GET("/api/check-logo/batch/export-csv/{id}", {
    params: { path: { id: status.batch_id } },
    parseAs: "stream",
  });
  await save(data, csv);
  out.write(`${csv}\n`);
}

/** The first results of a verdict. A page may have none of them and still not be the last. */
async function firstResults(
  client: SymphonyClient,
  { batch_id, counts }: Status,
  verdict: "Invalid" | "Error",
): Promise<ListedResult[]> {
  const wanted = Math.min(LISTED_MAX, counts[verdict === "Invalid" ? "invalid" : "error"]);
  const found: ListedResult[] = [];
  let cursor: number | null | undefined = 0;
  while (found.length < wanted && typeof cursor === "number") {
    const query: { status: typeof verdict; limit: number; cursor: number } = {
      status: verdict,
      limit: LISTED_MAX,
      cursor,
    };
    const { data }: { data?: ResultsPage } = await client.GET("/api/batches/{id}/results", {
      params: { path: { id: batch_id }, query },
    });
    found.push(...(data?.results ?? []));
    cursor = data?.next_cursor;
  }
  return found.slice(0, wanted);
}

/** A skipped file that is no image does not matter; any other skipped file has no result and counts as an error. */
function exitCodeOf({ status, counts }: Status, skipped: Submitted["skipped"]): number {
  const missing = skipped.some(({ reason }) => !NO_IMAGE.test(reason));
  if (status === "cancelled" || counts.error > 0 || missing) return EXIT.errors;
  return counts.invalid > 0 ? EXIT.someInvalid : EXIT.allValid;
}

const megabytes = (bytes: number): string => (bytes / 1_000_000).toFixed(1);

/** A sentence for people. */
function explain(error: unknown, url: string): string {
  if (error instanceof SymphonyError || error instanceof UsageError) return error.message;
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (cause instanceof Error && "path" in cause) return `A file cannot be read: ${cause.message}.`;
  if (cause instanceof Error && cause.name === "NotReadableError") return "A file changed while it was being sent.";
  return `${url} cannot be reached, or the connection broke: ${(cause instanceof Error ? cause.message : String(cause)).replace(/\.$/, "")}.`;
}

async function main(): Promise<number> {
  let config: CliConfig | undefined;
  try {
    config = readCliConfig();
    if (config?.command === "check") return await check(config);
    if (config?.command === "correct") return await correctFiles(config);
    if (config?.command === "retry") return await retryFailed(config);
    process.stdout.write(config === undefined ? USAGE : `${await saveReport(config)}\n`);
    return EXIT.allValid;
  } catch (error) {
    process.stderr.write(
      `\n${explain(error, config?.url ?? "")}\n${error instanceof UsageError && config === undefined ? `\n${USAGE}` : ""}`,
    );
    return EXIT.errors;
  }
}

guardOutput();
process.exitCode = await main();
