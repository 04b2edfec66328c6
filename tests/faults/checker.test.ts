import { cp, mkdir, mkdtemp, readFile, rename, rm, unlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { findViolations, readResults } from "./checker/checker.ts";
import type { Observations } from "./checker/checker.ts";
import { frameViolations } from "./checker/frames.ts";
import type { Frame } from "./checker/frames.ts";
import { RUN_KEY } from "./checker/read-exports.ts";

const ID = "0b0e7d7e-7a0c-4f5e-9d55-1f6a0c1d2e3f";
const OTHER = "1b0e7d7e-7a0c-4f5e-9d55-1f6a0c1d2e3f";
const NAMES = ['=a,"1".jpg', "b\r\n.jpg", "c.jpg"];

let exportsDir: string;
const at = (path: string): string => join(exportsDir, ID, path);
const resultText = (seq: number, name: string, verdict = "Valid"): string => {
  const body = JSON.stringify({ seq, batch_id: ID, result: { Image_Path_or_URL: name, Is_Valid: verdict } });
  return `{"crc":"${crc32(body).toString(16).padStart(8, "0")}","row":${body}}\n`;
};

/** A finished batch of three items, written by hand from the description of the files. */
beforeEach(async () => {
  exportsDir = await mkdtemp(join(tmpdir(), "symphony-checker-"));
  for (const folder of ["items", "results/000000"]) await mkdir(at(folder), { recursive: true });
  await writeFile(
    at("accepted.json"),
    JSON.stringify({ total: 3, kind: "files", email: "a@b.test", webhook_url: "https://b.test/" }),
  );
  await writeFile(
    at("items/000000.json"),
    JSON.stringify(NAMES.map((name, seq) => ({ seq, name, stored: `${seq}.jpg` }))),
  );
  for (const [seq, name] of NAMES.entries()) await writeFile(at(`results/000000/${seq}.json`), resultText(seq, name));
  await writeFile(at("results.csv"), `Image,Is_Valid\r\n"'=a,""1"".jpg",Valid\r\n"b\r\n.jpg",Valid\r\nc.jpg,Valid\r\n`);
  await writeFile(at("metadata.json"), "{}");
  await writeFile(at("final.json"), "{}");
  await writeFile(at("failed.json"), '{"seqs":[]}');
});

const violations = (more: Partial<Observations> = {}): Promise<string[]> =>
  findViolations({ exportsDir, acknowledged: [{ batchId: ID, names: NAMES }], finished: true, ...more });

test("a correct folder has no violations", async () => {
  expect(
    await violations({
      resultsBefore: await readResults(exportsDir),
      mails: [
        { batchId: ID, id: "x" },
        { batchId: ID, id: "x" },
      ],
      webhooks: [{ batchId: ID, id: "y" }],
    }),
  ).toEqual([]);
});

const damages: Array<[invariant: string, what: string, damage: () => Promise<unknown>, more?: Partial<Observations>]> =
  [
    ["I1", "an acknowledged batch is missing", () => rm(join(exportsDir, ID), { recursive: true })],
    [
      "I1",
      "an item is missing",
      () => writeFile(at("items/000000.json"), JSON.stringify([{ seq: 0, name: NAMES[0] }])),
    ],
    ["I1", "a result is missing", () => unlink(at("results/000000/1.json"))],
    [
      "I1",
      "a result is cut short",
      () => writeFile(at("results/000000/1.json"), resultText(1, "b\r\n.jpg").slice(0, 50)),
    ],
    ["I1", "a result of zeros", () => writeFile(at("results/000000/1.json"), Buffer.alloc(60))],
    ["I1", "a batch is not finished", () => unlink(at("final.json"))],
    ["I2", "a result of no item", () => writeFile(at("results/000000/3.json"), resultText(3, "d.jpg"))],
    ["I2", "a result of another item", () => writeFile(at("results/000000/1.json"), resultText(1, "x.jpg"))],
    [
      "I5",
      "two Message-IDs",
      async () => undefined,
      {
        mails: [
          { batchId: ID, id: "x" },
          { batchId: ID, id: "y" },
        ],
      },
    ],
    ["I5", "no mail", async () => undefined, { mails: [] }],
    [
      "I5",
      "a webhook with two ids",
      async () => undefined,
      {
        webhooks: [
          { batchId: ID, id: "x" },
          { batchId: ID, id: "y" },
        ],
      },
    ],
    ["I5", "no webhook", async () => undefined, { webhooks: [] }],
    [
      "I5",
      "a mail that was not requested",
      () => writeFile(at("accepted.json"), JSON.stringify({ total: 3, kind: "files" })),
      { mails: [{ batchId: ID, id: "x" }] },
    ],
    ["I6", "a file beside the batches", () => writeFile(join(exportsDir, "evil.jpg"), "")],
    ["I6", "a foreign file in the batch", () => writeFile(at("evil.jpg"), "")],
    [
      "I7",
      "a batch that was not acknowledged",
      () => cp(join(exportsDir, ID), join(exportsDir, OTHER), { recursive: true }),
    ],
    [
      "I7",
      "a batch that was rejected",
      async () => undefined,
      { acknowledged: [], withoutResponse: [{ batchId: ID, names: NAMES }], rejected: [{ batchId: ID, names: NAMES }] },
    ],
    ["I7", "half a batch", () => unlink(at("accepted.json"))],
    [
      "I7",
      "another batch than was sent",
      async () => undefined,
      { acknowledged: [], withoutResponse: [{ batchId: undefined, names: ["x"] }] },
    ],
    ["I8", "bytes are gone before the result", () => unlink(at("results/000000/1.json"))],
    [
      "I8",
      "bytes other than those sent",
      async () => {
        await unlink(at("results/000000/1.json"));
        await mkdir(at("pending_files"));
        await writeFile(at("pending_files/1.jpg"), "");
        await writeFile(
          at("items/000000.json"),
          JSON.stringify(NAMES.map((name, seq) => ({ seq, name, stored: `${seq}.jpg`, sha256: "0".repeat(64) }))),
        );
      },
    ],
    ["I9", "no CSV", () => unlink(at("results.csv"))],
    [
      "I9",
      "a CSV row is missing",
      async () =>
        writeFile(at("results.csv"), (await readFile(at("results.csv"), "utf8")).replace("c.jpg,Valid\r\n", "")),
    ],
    [
      "I9",
      "a CSV out of order",
      () =>
        writeFile(at("results.csv"), `Image,Is_Valid\r\nc.jpg,Valid\r\n"b\r\n.jpg",Valid\r\n"'=a,""1"".jpg",Valid\r\n`),
    ],
    [
      "I9",
      "a CSV of another verdict",
      async () =>
        writeFile(at("results.csv"), (await readFile(at("results.csv"), "utf8")).replace("c.jpg,Valid", "c.jpg,Error")),
    ],
    ["I9", "failed items other than those of the results", () => writeFile(at("failed.json"), '{"seqs":[1]}')],
    ["I9", "a torn list of failed items", () => writeFile(at("failed.json"), '{"se')],
    ["I10", "pending files of a finished batch", () => mkdir(at("pending_files"))],
    ["I10", "remains of an upload", () => mkdir(join(exportsDir, ".staging", "host~1~2~3"), { recursive: true })],
    [
      "I10",
      "open files",
      async () => undefined,
      { usage: { before: { fds: 30, rssBytes: 1 }, after: { fds: 90, rssBytes: 1 } } },
    ],
  ];

for (const [invariant, what, damage, more] of damages) {
  test(`${invariant}: reports: ${what}`, async () => {
    await damage();
    expect((await violations(more)).map((sentence) => sentence.split(":")[0])).toContain(invariant);
  });
}

test("I3: reports a result that changed or is gone; a newer run is no change", async () => {
  const resultsBefore = await readResults(exportsDir);
  await mkdir(at("results.1/000000"), { recursive: true });
  await writeFile(at("results.1/000000/2.json"), resultText(2, "c.jpg", "Invalid"));
  await writeFile(at("control.json"), JSON.stringify({ [RUN_KEY]: 1 }));
  await rename(at("final.json"), at("final.1.json"));
  await writeFile(
    at("results.csv"),
    (await readFile(at("results.csv"), "utf8")).replace("c.jpg,Valid", "c.jpg,Invalid"),
  );
  expect(await violations({ resultsBefore })).toEqual([]);
  await writeFile(at("results/000000/0.json"), resultText(0, NAMES[0] as string, "Invalid"));
  await unlink(at("results/000000/1.json"));
  const found = await violations({ resultsBefore });
  expect(found).toEqual(
    expect.arrayContaining([`I3: the result of ${ID} 0 0 changed`, `I3: the result of ${ID} 0 1 is gone`]),
  );
});

test("a part that leaves while it is read was no batch whose results must stay", async () => {
  await unlink(at("accepted.json"));
  expect(await readResults(exportsDir)).toEqual(new Map());
});

test("a submission without a response may be there whole, also while it is processed", async () => {
  expect(await violations({ acknowledged: [], withoutResponse: [{ batchId: undefined, names: NAMES }] })).toEqual([]);
  for (const name of ["final.json", "results/000000/1.json"]) await unlink(at(name));
  await mkdir(at("pending_files"));
  await writeFile(at("pending_files/1.jpg"), "");
  expect(await violations({ finished: false })).toEqual([]);
});

describe("I4", () => {
  const progress = (seq: number, processed: number, total = 3): Frame => ({
    event: "progress",
    batch_id: ID,
    seq,
    processed,
    total,
    valid: processed,
    invalid: 0,
    error: 0,
  });
  const complete: Frame = { ...progress(0, 3), event: "complete" };
  const oneComplete: Frame = { ...progress(0, 1, 1), event: "complete" };
  const good = [progress(1, 1), progress(2, 2), progress(3, 3), complete];

  const snapshot = (...batches: Array<[id: string, status: string, seq?: number]>): Frame => ({
    event: "connected",
    batches: batches.map(([batch_id, status, seq = 3]) => ({ batch_id, status, seq, processed: seq })),
  });
  test.each<[string, Frame[], number]>([
    ["in order", good, 0],
    [
      "after a snapshot",
      [{ event: "connected", batches: [{ batch_id: ID, seq: 2, processed: 2 }] }, progress(3, 3), complete],
      0,
    ],
    ["failed items are retried", [...good, { event: "retry_start", batch_id: ID }, progress(4, 3), complete], 0],
    ["an event comes twice", [progress(1, 1), progress(1, 1), progress(2, 2), progress(3, 3), complete], 1],
    ["progress goes back", [progress(1, 2), progress(2, 1), progress(3, 3), complete], 1],
    ["complete comes twice", [...good, complete], 1],
    [
      "another run of a batch of one item, whose start was lost",
      [progress(1, 1, 1), oneComplete, progress(2, 1, 1), oneComplete],
      0,
    ],
    ["complete comes too early", [progress(1, 1), { ...complete, processed: 2, valid: 2 }], 1],
    ["no complete", good.slice(0, 3), 1],
    [
      "no complete, and a later snapshot that shows the end",
      [snapshot(), ...good.slice(0, 3), snapshot([ID, "completed"])],
      1,
    ],
    [
      "no complete, and a later snapshot that shows the end beside an unfinished batch",
      [snapshot(), ...good.slice(0, 3), snapshot([ID, "completed"], ["other", "processing", 0])],
      0,
    ],
    ["counts do not add up", [{ ...progress(1, 1), valid: 0 }, complete], 1],
    ["more are processed than there are", [progress(1, 4), progress(2, 3), complete], 2],
  ])("%s", (_what, frames, count) => {
    expect(frameViolations(frames, true)).toHaveLength(count);
  });
});
