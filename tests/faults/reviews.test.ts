import { afterEach, expect, test } from "@jest/globals";
import type { ReviewEntry } from "@symphony/contract";
import { createCaller, formOf } from "@symphony/test-support/client";
import type { Caller } from "@symphony/test-support/client";
import { picturesOf } from "@symphony/test-support/pictures";
import { startSystem, until } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";

const ITEMS = 20;
const ROUNDS = 4;
const TIMEOUT_MS = 240_000;

let system: System;
let caller: Caller;
let id: string;
afterEach(() => system?.stop());

async function startBatch(): Promise<void> {
  system = await startSystem();
  caller = createCaller(system.url);
  const files = (await picturesOf(ITEMS)).map((bytes, i): [string, Uint8Array] => [`${i}.jpg`, bytes]);
  ({ batch_id: id } = await caller.submit(formOf(files)));
  await caller.untilDone(id);
}

/** @returns the status, or undefined when there was no response */
const review = (seq: number, note: string, headers: Record<string, string> = {}): Promise<number | undefined> =>
  fetch(`${system.url}/api/batches/${id}/items/${seq}/review`, {
    method: "PUT",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ verdict: "Valid", note }),
  }).then(
    ({ status }) => status,
    () => undefined,
  );
const notesOf = async (seq: number): Promise<Array<string | null>> =>
  (await caller.getJson<ReviewEntry[]>(`/api/batches/${id}/items/${seq}/review`)).map(({ note }) => note);

test(
  "an API killed while reviews arrive has every review that it confirmed, once",
  async () => {
    await startBatch();
    const confirmed: Array<{ seq: number; note: string }> = [];
    const unanswered = new Set<string>();
    for (let round = 0; round < ROUNDS; round += 1) {
      const api = system.api.child;
      const before = confirmed.length;
      const reviewers = Array.from({ length: ITEMS }, async (_, seq) => {
        for (let i = 0; ; i += 1) {
          const note = `${round} ${seq} ${i}`;
          const status = await review(seq, note);
          if (status === undefined) return void unanswered.add(note);
          expect(status).toBe(200);
          confirmed.push({ seq, note });
        }
      });
      await until(() => confirmed.length > before + ITEMS, "reviews are confirmed");
      api.kill("SIGKILL");
      await Promise.all(reviewers);
      await until(() => api.signalCode !== null, "the API is killed");
      await system.startApi();
      await system.untilAnswering();
    }
    for (let seq = 0; seq < ITEMS; seq += 1) {
      const notes = await notesOf(seq);
      const expected = confirmed.filter((each) => each.seq === seq).map(({ note }) => note);
      // One that was killed before its response may be there or not.
      expect(notes.filter((note) => !unanswered.has(String(note)))).toEqual(expected);
      expect(new Set(notes).size).toBe(notes.length);
    }
  },
  TIMEOUT_MS,
);

test(
  "of two reviewers who saw the same version one wins, and the other is told so",
  async () => {
    await startBatch();
    for (let seq = 0; seq < ITEMS; seq += 1) {
      const statuses = await Promise.all(["ann", "bob"].map((who) => review(seq, who, { "if-match": '"0"' })));
      expect(statuses.toSorted()).toEqual([200, 412]);
      expect(await notesOf(seq)).toEqual([statuses[0] === 200 ? "ann" : "bob"]);
    }
  },
  TIMEOUT_MS,
);
