import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createCaller, formOf } from "@symphony/test-support/client";
import type { Caller } from "@symphony/test-support/client";
import { image, startImageServer } from "@symphony/test-support/image-server";
import type { ImageServer } from "@symphony/test-support/image-server";
import { startMailServer } from "@symphony/test-support/mail-server";
import type { MailServer } from "@symphony/test-support/mail-server";
import { markedPicture, plainPicture } from "@symphony/test-support/pictures";
import { startSystem, until } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";
import { findViolations, readResults } from "../faults/checker/checker.ts";
import type { Notification, Submission } from "../faults/checker/checker.ts";

const ARCHIVE = fileURLToPath(new URL("../fixtures/exports-before/exports.tar.gz", import.meta.url));
/** The batches of the archive; its README describes them. */
const PAUSED = "2aa708f2-5d89-4647-a227-ec6c99409512";
const URLS = "7ed504c0-a267-46bf-a440-221d4c04b736";
const RETRIED = "ca9d6494-e2d2-4029-a081-d81cb3349ea8";
const REEVALUATED = "d5b6a7fb-4490-4e03-a9e4-e93ab2097b2f";
const NOTIFIED = "787be0f2-6661-42c4-a708-1459f4efc9be";
const DRAFT = "b5cbd833-3df8-475b-ae53-fc882491d23d";
const SUBMISSION = ".submissions/f350faf7e501ee9242fb490e13793a01c8d77953f537254864996fc49d74b135.json";
const CSV_COLUMNS =
  "Image_Path_or_URL,Is_Valid,Confidence,Detected_By,Bounding_Box,Error,Error_Category,Processing_Ms,Attempts,Batch_Id,Processed_At";
/** The archive grows older, and must not expire. */
const KEPT_FOREVER = "1000000";

let dir: string;
let system: System;
let caller: Caller;
let web: ImageServer;
let mailServer: MailServer;
let resultsBefore: Map<string, string>;
let csvBefore: string;
const webhooks: Notification[] = [];

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "symphony-upgrade-"));
  expect(spawnSync("tar", ["-xzf", ARCHIVE, "-C", dir]).status).toBe(0);
  mailServer = await startMailServer();
  web = await startImageServer({
    "/i/*": image(await markedPicture()),
    "/hook": (request, response) => {
      const id = String(request.headers["x-symphony-delivery"]);
      webhooks.push({ batchId: id.slice(0, 36), id });
      response.end();
    },
  });
  // The servers of this test have ports of their own.
  for (const file of ["items/000000.json", "pending_urls.json"])
    await replaceIn(join(dir, URLS, file), "http://127.0.0.1:9/", `${web.url}/i/`);
  await replaceIn(join(dir, NOTIFIED, "accepted.json"), "http://127.0.0.1:59999", web.url);
  // Keys are kept for a day.
  const recordedAt = await createdAt();
  await replaceIn(join(dir, SUBMISSION), recordedAt, new Date().toISOString());
  resultsBefore = await readResults(dir);
  csvBefore = await readFile(join(dir, NOTIFIED, "results.csv"), "utf8");
  system = await startSystem({
    exportsDir: dir,
    env: {
      CLEANUP_AFTER_HOURS: KEPT_FOREVER,
      PENDING_CLEANUP_AFTER_HOURS: KEPT_FOREVER,
      SMTP_SERVER: "127.0.0.1",
      SMTP_PORT: String(mailServer.port),
      SMTP_SECURITY: "none",
      SENDER_EMAIL: "robot@photos.example",
      WEBHOOK_SECRET: "of this test, for webhooks",
      WEBHOOK_FIRST_PAUSE_MS: "500",
      RECOVER_EVERY_MS: "1000",
    },
  });
  caller = createCaller(system.url);
});
afterAll(async () => {
  await system?.stop();
  await web?.close();
  await mailServer?.close();
  await rm(dir, { recursive: true, force: true, maxRetries: 3 });
});

async function createdAt(): Promise<string> {
  return (JSON.parse(await readFile(join(dir, SUBMISSION), "utf8")) as { created_at: string }).created_at;
}

/** Submits the paused batch again, as a client does that lost the response before the upgrade. */
async function submitAgain(): Promise<string> {
  const pictures = await Promise.all(
    [11, 12, 13, 14, 15].map((i) => (i % 2 === 0 ? markedPicture(i) : plainPicture(i))),
  );
  const files: Array<[string, Uint8Array]> = [
    ["bad.jpg", Buffer.from("no image either")],
    ...pictures.map((bytes, i): [string, Uint8Array] => [`${i + 1}.jpg`, bytes]),
  ];
  const response = await fetch(`${system.url}/api/check-logo/batch/`, {
    method: "POST",
    body: formOf(files, { client_id: "upgrade", chunkSize: "6" }),
    headers: { "idempotency-key": "upgrade-key" },
  });
  return ((await response.json()) as { batch_id: string }).batch_id;
}

async function replaceIn(path: string, from: string, to: string): Promise<void> {
  const text = await readFile(path, "utf8");
  expect(text).toContain(from);
  await writeFile(path, text.replaceAll(from, to));
}

/** Verdict, or category of the error, of each item. */
async function outcomes(batchId: string): Promise<string[]> {
  await caller.untilDone(batchId);
  return (await caller.results(batchId)).map((result) => result.Error_Category ?? result.Is_Valid);
}

test("a submission that is sent again with its key is the same batch", async () => {
  expect(await submitAgain()).toBe(PAUSED);
});

test("a paused batch of files stays paused, and is finished when it is resumed", async () => {
  expect(await caller.status(PAUSED)).toMatchObject({ status: "paused", total: 6, processed: 2, error: 1, valid: 1 });
  expect((await caller.post(`/api/batches/${PAUSED}/resume`, {})).status).toBe(200);
  expect(await outcomes(PAUSED)).toEqual(["not_an_image", "Invalid", "Valid", "Invalid", "Valid", "Invalid"]);
});

test("an unfinished batch of URLs is finished", async () => {
  expect(await outcomes(URLS)).toEqual(["url_blocked", "Valid", "Valid", "Valid"]);
});

test("a retry that was decided and not started runs", async () => {
  await until(async () => (await caller.status(RETRIED)).seq === 4, "the second run is finished");
  expect(await outcomes(RETRIED)).toEqual(["Valid", "not_an_image", "Invalid"]);
});

test("a threshold that was decided and not started applies, with the results that were ready", async () => {
  await until(async () => (await caller.status(REEVALUATED)).seq === 4, "the second run is finished");
  expect(await outcomes(REEVALUATED)).toEqual(["Invalid", "not_an_image", "Invalid"]);
});

test("the mail and the webhook of a finished batch are sent, and its CSV stays as it was", async () => {
  await until(() => mailServer.accepted.length === 1 && webhooks.length === 1, "both arrive");
  expect(mailServer.accepted[0]?.headers.get("message-id")).toBe(`<${NOTIFIED}@photos.example>`);
  expect(webhooks).toEqual([{ batchId: NOTIFIED, id: `${NOTIFIED}.0` }]);
  expect(await readFile(join(dir, NOTIFIED, "results.csv"), "utf8")).toBe(csvBefore);
});

test("a draft accepts its images", async () => {
  expect(await caller.status(DRAFT)).toMatchObject({ status: "initialized", total: 2 });
  const files: Array<[string, Uint8Array]> = [
    ["a.jpg", await markedPicture(1)],
    ["b.jpg", await plainPicture(2)],
  ];
  await caller.submit(formOf(files, { batch_id: DRAFT, client_id: "upgrade" }));
  expect(await outcomes(DRAFT)).toEqual(["Valid", "Invalid"]);
});

test("in the end every item has one result, earlier results are unchanged, and nothing is left behind", async () => {
  const batchIds = [PAUSED, URLS, RETRIED, REEVALUATED, NOTIFIED, DRAFT];
  const acknowledged = await Promise.all(batchIds.map(submissionOf));
  const check = (): Promise<string[]> => {
    const mails = mailServer.accepted
      .map(({ headers }) => headers.get("message-id") ?? "")
      .map((id) => ({ batchId: id.slice(1, 37), id }));
    return findViolations({ exportsDir: dir, acknowledged, resultsBefore, mails, webhooks, finished: true });
  };
  let found: string[] = [];
  await until(async () => (found = await check()).length === 0, "there are no violations").catch(() => undefined);
  expect(found).toEqual([]);
  for (const batchId of batchIds) {
    const [header] = (await readFile(join(dir, batchId, "results.csv"), "utf8")).split("\r\n");
    expect(header?.startsWith(CSV_COLUMNS)).toBe(true);
  }
});

async function submissionOf(batchId: string): Promise<Submission> {
  const items = JSON.parse(await readFile(join(dir, batchId, "items/000000.json"), "utf8")) as Array<{ name: string }>;
  return { batchId, names: items.map(({ name }) => name) };
}
