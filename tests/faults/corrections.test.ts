import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test } from "@jest/globals";
import { createCaller, formOf } from "@symphony/test-support/client";
import type { Caller } from "@symphony/test-support/client";
import { markedPicture, plainPicture } from "@symphony/test-support/pictures";
import { FULL } from "@symphony/test-support/scale";
import { startSystem, until } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";

const ITEMS = 12;
/** From the first byte of the form to after the response. */
const KILLED_AFTER_MS = FULL ? [0, 10, 20, 30, 40, 60, 80, 120, 200, 400] : [10, 40, 120];
const TIMEOUT_MS = 240_000;

let system: System;
let caller: Caller;
afterEach(() => system.stop());

const form = (pictures: readonly Buffer[]): FormData => formOf(pictures.map((bytes, i) => [`${i}.jpg`, bytes]));
const inBatch = (id: string): Promise<string[]> => readdir(join(system.exportsDir, id));

test(
  "corrected files that were accepted are checked whenever the API is killed, and others change nothing",
  async () => {
    system = await startSystem({ env: { RECOVER_EVERY_MS: "500" } });
    caller = createCaller(system.url);
    const plain = await Promise.all(Array.from({ length: ITEMS }, (_, i) => plainPicture(i)));
    const marked = await Promise.all(Array.from({ length: ITEMS }, (_, i) => markedPicture(100 + i)));
    for (const ms of KILLED_AFTER_MS) {
      const { batch_id: id } = await caller.submit(form(plain));
      await caller.untilDone(id);
      const accepted = caller.post(`/api/batches/${id}/corrections`, form(marked)).then(
        ({ status }) => status === 202,
        () => false,
      );
      await new Promise((resolve) => setTimeout(resolve, ms));
      const api = system.api.child;
      api.kill("SIGKILL");
      await until(() => api.signalCode !== null || api.exitCode !== null, "the API is killed");
      await system.startApi();
      const isCorrected = async (): Promise<boolean> => (await caller.status(id)).valid === ITEMS;
      if (await accepted) {
        await until(isCorrected, "what was accepted is checked");
        await caller.untilDone(id);
        const view = await fetch(`${system.url}/api/batches/${id}/items/0/view?corrected_in=0`);
        expect(view.status).toBe(200);
      } else if (!(await inBatch(id)).includes("retries")) {
        const { status, invalid } = await caller.status(id);
        expect([ms, status, invalid]).toEqual([ms, "completed", ITEMS]);
      }
    }
  },
  TIMEOUT_MS,
);
