import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { BatchRecord, ListedResult, SearchPage } from "@symphony/contract";
import { createCaller, formOf } from "@symphony/test-support/client";
import type { Caller } from "@symphony/test-support/client";
import { markedPicture, picturesOf } from "@symphony/test-support/pictures";
import { startSystem, until } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";

const ANN = { "x-forwarded-user": "Ann" };

let system: System;
let caller: Caller;
const ids: string[] = [];
beforeAll(async () => {
  system = await startSystem({ env: { TRUSTED_IDENTITY_HEADER: "X-Forwarded-User", TRUST_PROXY: "1" } });
  caller = createCaller(system.url);
  const pictures = await picturesOf(3);
  for (const [i, title] of ["Autumn", "Winter", "Spring"].entries()) {
    const client_id = i === 2 ? "other" : "mine";
    const batch_id = await caller.startBatch({ title, supplier: i === 0 ? "Example Ltd" : "Potter & Sons", client_id });
    ids.push(batch_id);
    const name = `${title.toLowerCase()}/Kettle "${i}".jpg`;
    await caller.submit(
      formOf(
        [
          [name, pictures[i] as Uint8Array],
          [`${i}.jpg`, Buffer.from("no image")],
        ],
        { batch_id },
      ),
    );
    await caller.untilDone(batch_id);
  }
}, 60_000);
afterAll(() => system.stop());

const find = async (query: string, headers: Record<string, string> = ANN): Promise<SearchPage> =>
  (await (await fetch(`${system.url}/api/batches?${query}`, { headers })).json()) as SearchPage;
const found = async (query: string, headers: Record<string, string> = ANN): Promise<string[]> =>
  (await find(query, headers)).batches.map(({ batch_id }) => batch_id);

test("batches are found by title, supplier, note, image name, verdict and time, newest first and page by page", async () => {
  const [autumn, winter, spring] = ids as [string, string, string];
  expect(await found("")).toEqual([spring, winter, autumn]);
  expect(await found("query=WINT")).toEqual([winter]);
  expect(await found("query=potter")).toEqual([spring, winter]);
  expect(await found("supplier=example")).toEqual([autumn]);
  const byName = await find(`query=${encodeURIComponent('kettle "1"')}`);
  expect(byName.batches).toEqual([
    expect.objectContaining({ batch_id: winter, title: "Winter", matching_name: 'winter/Kettle "1".jpg' }),
  ]);
  expect((await find("query=autumn")).batches[0]).toMatchObject({
    matching_name: null,
    counts: { total: 2, error: 1 },
  });
  expect(await found("query=nowhere")).toEqual([]);
  expect([await found("verdict=Error"), await found("to=2020-01-01")]).toEqual([[spring, winter, autumn], []]);
  const hourAgo = `${new Date(Date.now() + 3_600_000).toISOString().slice(0, 19)}+02:00`;
  expect(await found(`from=${encodeURIComponent(hourAgo)}`)).toEqual([spring, winter, autumn]);
  expect(await found(`to=${encodeURIComponent(hourAgo)}`)).toEqual([]);
  expect((await fetch(`${system.url}/api/batches?from=yesterday`, { headers: ANN })).status).toBe(400);
  const first = await find("limit=2");
  expect([first.batches.length, (await found(`cursor=${encodeURIComponent(first.next_cursor ?? "")}`)).join()]).toEqual(
    [2, autumn],
  );
  // A change of a finished batch is found too.
  const headers = { "content-type": "application/json" };
  await fetch(`${system.url}/api/batches/${autumn}`, {
    method: "PATCH",
    headers,
    body: JSON.stringify({ note: "Second delivery" }),
  });
  expect(await found("query=second")).toEqual([autumn]);
}, 60_000);

test("who has no name sees the batches of a client whose id is known, and no others", async () => {
  expect((await fetch(`${system.url}/api/batches`)).status).toBe(400);
  expect(await found("client_id=mine", {})).toEqual([ids[1], ids[0]]);
  expect(await found("client_id=other&query=autumn", {})).toEqual([]);
});

test("an image that was checked before says when and with what verdict, as long as that batch is kept", async () => {
  const picture = await markedPicture(77);
  const submit = async (name: string): Promise<string> => {
    const { batch_id } = await caller.submit(
      formOf([
        [name, picture],
        [`${name}.txt.jpg`, Buffer.from(name)],
      ]),
    );
    await caller.untilDone(batch_id);
    return batch_id;
  };
  const before = async (id: string): Promise<Array<ListedResult["Checked_Before"]>> =>
    (await caller.getJson<{ results: ListedResult[] }>(`/api/batches/${id}/results`)).results.map(
      (each) => each.Checked_Before,
    );
  const first = await submit("a.jpg");
  expect(await before(first)).toEqual([null, null]);
  const second = await submit("b.jpg");
  await until(async () => (await before(second))[0] !== null, "the first batch is in the index");
  expect(await before(second)).toEqual([{ at: expect.stringMatching(/^\d{4}-/), verdict: "Valid" }, null]);
  // The first one was not checked before, although its image was checked again since.
  expect(await before(first)).toEqual([null, null]);
  const headers = { "content-type": "application/json" };
  await fetch(`${system.url}/api/batches/${first}/items/0/review`, {
    method: "PUT",
    headers,
    body: JSON.stringify({ verdict: "Invalid" }),
  });
  expect((await before(second))[0]).toMatchObject({ verdict: "Invalid" });
  expect((await fetch(`${system.url}/api/batches/${first}`, { method: "DELETE" })).status).toBe(204);
  expect(await before(second)).toEqual([null, null]);
  expect((await caller.getJson<BatchRecord>(`/api/batches/${second}`)).title).toBeNull();
}, 60_000);
