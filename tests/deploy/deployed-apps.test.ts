import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { basicAuth, createCaller, formOf } from "@symphony/test-support/client";
import { markedPicture } from "@symphony/test-support/pictures";
import { startSystem } from "@symphony/test-support/system";
import type { System, SystemOptions } from "@symphony/test-support/system";
import { findObjectStore, startObjectStore } from "@symphony/test-support/system/object-store";
import { findProgram } from "../../tools/system-package.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const isMissing = findProgram("pnpm") === undefined;
if (isMissing) console.warn("The folders of the images are not tried: there is no pnpm on the PATH.");
const server = findObjectStore();

// A workspace has every library somewhere; an image has only what its app's package.json names.
let dir: string;
let entries: Required<SystemOptions>["entries"];
beforeAll(async () => {
  if (isMissing) return;
  dir = await mkdtemp(join(tmpdir(), "symphony-deployed-"));
  const deploy = (app: string): string => {
    const args = ["--filter", `@symphony/${app}`, "--prod", "--legacy", "deploy", "--prefer-offline", join(dir, app)];
    const { status, stdout, stderr } = spawnSync("pnpm", args, { cwd: root, encoding: "utf8" });
    expect({ app, status, stdout, stderr }).toMatchObject({ status: 0 });
    return relative(root, join(dir, app, "dist/main.js"));
  };
  entries = { api: deploy("api"), gateway: deploy("gateway"), worker: deploy("worker") };
}, 300_000);
afterAll(async () => {
  if (!isMissing) await rm(dir, { recursive: true, force: true });
});

const settings = {
  WEB_DIR: join(root, "apps/web/dist"),
  ADMIN_PASSWORD: "long enough",
  OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:9",
};
const admin = basicAuth("admin", "long enough");

async function checksAPhoto({ url }: System): Promise<void> {
  const caller = createCaller(url);
  const { batch_id: id } = await caller.submit(formOf([["a.jpg", await markedPicture()]]));
  await caller.untilDone(id);
  expect(await caller.results(id)).toMatchObject([{ Is_Valid: "Valid" }]);
  for (const path of ["/", "/docs/", "/admin/queues/", `/api/batches/${id}/items/0/thumbnail`])
    expect([path, (await fetch(url + path, { headers: admin })).status]).toEqual([path, 200]);
}

(isMissing ? test.skip : test)(
  "what the images contain starts outside of the workspace, checks a photo and serves its pages",
  async () => {
    const system = await startSystem({ entries, env: settings });
    try {
      await checksAPhoto(system);
    } finally {
      await system.stop();
    }
  },
  120_000,
);

(isMissing || server === undefined ? test.skip : test)(
  "and does so with a bucket",
  async () => {
    const store = await startObjectStore(server ?? "");
    const env = { ...settings, ...store.env, STORE_URL: `s3://${store.bucket}/${randomUUID()}` };
    const system = await startSystem({ entries, env });
    try {
      await checksAPhoto(system);
    } finally {
      await system.stop();
      await store.stop();
    }
  },
  120_000,
);
