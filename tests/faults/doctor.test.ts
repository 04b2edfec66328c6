import { cp, mkdir, mkdtemp, readFile, readdir, rm, truncate, unlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { openBatchStore } from "@symphony/batch-store";
import type { BatchManifest, BatchStore, Damage, DamageKind } from "@symphony/batch-store";
import { findViolations } from "./checker/checker.ts";
import { commitFiles, lapsedOwner, resultOf } from "./support/small-batches.ts";

const NAMES = ["0.jpg", "1.jpg", "2.jpg"];

let root: string;
let store: BatchStore;
let finished: BatchManifest;
let waiting: BatchManifest;

/** A finished batch with an item that failed, and one of which an item has its result. */
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "symphony-doctor-"));
  store = await openBatchStore(root);
  finished = await commitFiles(store, NAMES);
  for (const [seq] of NAMES.entries()) await putResult(finished, seq);
  await store.finish(finished);
  waiting = await commitFiles(store, NAMES);
  await putResult(waiting, 0);
});
afterEach(() => rm(root, { recursive: true, force: true, maxRetries: 3 }));

async function putResult(manifest: BatchManifest, seq: number): Promise<void> {
  const failed = seq === 2;
  await store.results.putIfAbsent(resultOf(manifest, seq, `${seq}.jpg`, !failed));
  if (!failed) await store.payloads.remove(manifest.batch_id, await store.item(manifest.batch_id, seq));
}

const at = ({ batch_id }: BatchManifest, path: string): string => join(root, batch_id, path);
/** What the independent checker finds, which knows nothing of the code of the store. */
const violations = (): Promise<string[]> =>
  findViolations({
    exportsDir: root,
    acknowledged: [finished, waiting].map(({ batch_id }) => ({ batchId: batch_id, names: NAMES })),
    finished: false,
  });

async function examine(repair = false): Promise<Damage[]> {
  // Another process: nothing is known from before.
  const { doctor, list } = await openBatchStore(root);
  const damages = await doctor.examineStore(repair);
  for (const batchId of await list()) damages.push(...(await doctor.examineBatch(batchId, repair)));
  return damages;
}

/** All files below the folder, but not the leases: each process that opens the store adds its own. */
async function contents(): Promise<Map<string, string>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const read = paths
    .filter((path) => !path.includes(".leases"))
    .map(async (path) => [path, await readFile(path, "utf8")]);
  return new Map((await Promise.all(read)) as Array<[string, string]>);
}

test("a healthy folder has no damage, for the doctor and for the independent checker", async () => {
  expect(await examine()).toEqual([]);
  expect(await violations()).toEqual([]);
});

async function change(path: string, from: string | RegExp, to: string): Promise<void> {
  const text = await readFile(path, "utf8");
  expect(text).toMatch(from);
  await writeFile(path, text.replace(from, to));
}

interface Case {
  kind: DamageKind;
  what: string;
  damage(): Promise<unknown>;
  /** What the doctor repairs is healthy afterwards. */
  repairs: boolean;
  /** The checker looks at what clients are promised, and not at what is only shown or left over. */
  checkerSees: boolean;
}

const cases: Case[] = [
  {
    kind: "accepted",
    what: "a manifest is cut short",
    damage: () => truncate(at(waiting, "accepted.json"), 10),
    repairs: false,
    checkerSees: true,
  },
  {
    kind: "accepted",
    what: "items are gone",
    damage: () => change(at(finished, "items/000000.json"), /,\{"seq":2[^}]*\}/, ""),
    repairs: false,
    checkerSees: true,
  },
  {
    kind: "payload",
    what: "the image of a waiting item is gone",
    damage: () => unlink(at(waiting, "pending_files/1.jpg")),
    repairs: false,
    checkerSees: true,
  },
  {
    kind: "payload",
    what: "the image of a waiting item is cut short",
    damage: () => truncate(at(waiting, "pending_files/1.jpg"), 3),
    repairs: false,
    checkerSees: true,
  },
  {
    kind: "result",
    what: "a result of a finished batch is cut short",
    damage: () => truncate(at(finished, "results/000000/1.json"), 40),
    repairs: true,
    checkerSees: true,
  },
  {
    kind: "result",
    what: "a result of a finished batch is gone",
    damage: () => unlink(at(finished, "results/000000/1.json")),
    repairs: true,
    checkerSees: true,
  },
  {
    kind: "result",
    what: "a result has another one's name",
    damage: () => cp(at(finished, "results/000000/0.json"), at(finished, "results/000000/1.json")),
    repairs: true,
    checkerSees: true,
  },
  {
    kind: "stray_result",
    what: "there is a result of no item",
    damage: () => cp(at(waiting, "results/000000/0.json"), at(waiting, "results/000000/3.json")),
    repairs: false,
    checkerSees: true,
  },
  {
    kind: "csv",
    what: "a finished batch has no CSV",
    damage: () => unlink(at(finished, "results.csv")),
    repairs: true,
    checkerSees: true,
  },
  {
    kind: "csv",
    what: "a row of the CSV is gone",
    damage: () => change(at(finished, "results.csv"), /\r\n1\.jpg[^\n]*\n/, "\r\n"),
    repairs: true,
    checkerSees: true,
  },
  {
    kind: "csv",
    what: "a row of the CSV says something else",
    damage: () => change(at(finished, "results.csv"), "1.jpg,Valid", "1.jpg,Invalid"),
    repairs: true,
    checkerSees: true,
  },
  {
    kind: "counts",
    what: "the counts of the end disagree",
    damage: () => change(at(finished, "final.json"), '"valid": 2', '"valid": 1'),
    repairs: true,
    checkerSees: false,
  },
  {
    kind: "counts",
    what: "metadata.json disagrees",
    damage: () => change(at(finished, "metadata.json"), '"valid": 2', '"valid": 1'),
    repairs: true,
    checkerSees: false,
  },
  {
    kind: "failed_list",
    what: "failed.json disagrees",
    damage: () => writeFile(at(finished, "failed.json"), '{"seqs":[]}'),
    repairs: true,
    checkerSees: true,
  },
  {
    kind: "leftovers",
    what: "an end was interrupted",
    async damage() {
      await change(at(finished, "final.json"), /"completed_at": "20/, '"completed_at": "19');
      await mkdir(at(finished, ".tmp"));
    },
    repairs: true,
    checkerSees: false,
  },
  {
    kind: "leftovers",
    what: "an upload was left by a process that is gone",
    damage: async () => mkdir(join(root, ".staging", await lapsedOwner(root))),
    repairs: true,
    checkerSees: false,
  },
  {
    kind: "foreign",
    what: "a file belongs to nothing",
    damage: () => writeFile(join(root, "x.txt"), ""),
    repairs: false,
    checkerSees: true,
  },
  {
    kind: "unreadable",
    what: "a marker is cut short",
    damage: () => truncate(at(finished, "final.json"), 10),
    repairs: false,
    checkerSees: false,
  },
];

describe.each(cases)("$kind: $what", ({ kind, damage, repairs, checkerSees }) => {
  test("the doctor finds it and changes nothing, and repairs what the rest of the ledger determines", async () => {
    await damage();
    const before = await contents();
    expect((await examine()).map((each) => each.kind)).toContain(kind);
    expect(await contents()).toEqual(before);
    expect((await violations()).length > 0).toBe(checkerSees);

    await examine(true);
    const left = await examine();
    expect(left.map((each) => each.kind)).toEqual(repairs ? [] : expect.arrayContaining([kind]));
    if (repairs) expect(await violations()).toEqual([]);
  });
});
