import { access, readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test } from "@jest/globals";
import type { AuditEntry, AuditPage } from "@symphony/contract";
import { createCaller, formOf } from "@symphony/test-support/client";
import type { Caller } from "@symphony/test-support/client";
import { picturesOf } from "@symphony/test-support/pictures";
import { startSystem, until } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";

const ITEMS = 40;
const PASSWORD = "correct horse: battery";
/** From before the note to after the last step; a removal waits 300 ms for the workers. */
const KILLED_AFTER_MS = [0, 5, 15, 60, 200, 310, 330];
const TIMEOUT_MS = 240_000;

let system: System;
let caller: Caller;
afterEach(() => system.stop());

async function killApi(): Promise<void> {
  const api = system.api.child;
  api.kill("SIGKILL");
  await until(() => api.signalCode !== null || api.exitCode !== null, "the API is killed");
}

const isThere = (path: string): Promise<boolean> =>
  access(join(system.exportsDir, path)).then(
    () => true,
    () => false,
  );

async function submit(): Promise<string> {
  const files = (await picturesOf(ITEMS)).map((bytes, i): [string, Uint8Array] => [`${i}.jpg`, bytes]);
  return (await caller.submit(formOf(files))).batch_id;
}

test(
  "a removal that was begun is finished whenever the API is killed, and one that was not leaves the batch whole",
  async () => {
    system = await startSystem({ env: { RECOVER_EVERY_MS: "500" } });
    caller = createCaller(system.url);
    let removed = 0;
    for (const ms of KILLED_AFTER_MS) {
      const id = await submit();
      await caller.untilProcessed(id, 2);
      const confirmed = fetch(`${system.url}/api/batches/${id}`, { method: "DELETE" }).then(
        ({ status }) => status === 204,
        () => false,
      );
      await new Promise((resolve) => setTimeout(resolve, ms));
      await killApi();
      const wasBegun = (await confirmed) || (await isThere(`.removing/${id}.json`));
      await system.startApi();
      if (wasBegun) {
        removed += 1;
        await until(async () => !(await isThere(id)), "the folder is gone");
        await until(async () => (await readdir(join(system.exportsDir, ".trash"))).length === 0, "the trash is empty");
        await until(
          async () => (await system.redis.command("EXISTS", `symphony:{${id}}:progress`)) === 0,
          "the counters are gone",
        );
        expect((await fetch(`${system.url}/api/check-logo/batch/${id}/status`)).status).toBe(404);
      } else {
        await caller.untilDone(id);
        expect(await caller.results(id)).toHaveLength(ITEMS);
      }
    }
    expect(removed).toBeGreaterThan(1);
  },
  TIMEOUT_MS,
);

test(
  "what was confirmed is in the audit log after the API was killed, once",
  async () => {
    system = await startSystem({ workers: 0, waitReady: false, env: { ADMIN_PASSWORD: PASSWORD } });
    await system.untilAnswering();
    caller = createCaller(system.url);
    const logIn = async (): Promise<string> => {
      const login = await caller.post("/api/admin/session", { username: "admin", password: PASSWORD });
      return login.headers.get("set-cookie")?.split(";", 1)[0] ?? "";
    };
    const confirmed: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      const cookie = await logIn();
      const before = confirmed.length;
      const makers = Array.from({ length: 8 }, async (_, maker) => {
        for (let i = 0; ; i += 1) {
          const name = `key-${round}-${maker}-${i}`;
          const status = await fetch(`${system.url}/api/admin/keys`, {
            method: "POST",
            headers: { "content-type": "application/json", cookie },
            body: JSON.stringify({ name, scopes: ["read"] }),
          }).then(
            (response) => response.status,
            () => undefined,
          );
          if (status === undefined) return;
          expect(status).toBe(201);
          confirmed.push(name);
        }
      });
      await until(() => confirmed.length > before + 16, "keys are made");
      await killApi();
      await Promise.all(makers);
      await system.startApi();
    }
    const cookie = await logIn();
    const entries: AuditEntry[] = [];
    for (let cursor: string | null = ""; cursor !== null;) {
      const path = `/api/admin/audit?action=key_made&limit=50&cursor=${encodeURIComponent(cursor)}`;
      const page = (await (await fetch(`${system.url}${path}`, { headers: { cookie } })).json()) as AuditPage;
      entries.push(...page.entries);
      cursor = page.next_cursor;
    }
    const names = entries.map(({ details }) => String(details["name"]));
    expect(names.toSorted()).toEqual(expect.arrayContaining(confirmed.toSorted()));
    expect(new Set(names).size).toBe(names.length);
  },
  TIMEOUT_MS,
);
