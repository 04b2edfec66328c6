import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { BrandDetails, BrandVersion } from "@symphony/contract";
import { BADGE, EMBLEM, photoWith } from "@symphony/test-support/artwork";
import { cascadeFolder, yoloStage } from "@symphony/test-support/cascade-folder";
import { basicAuth, createCaller, formOf } from "@symphony/test-support/client";
import type { Caller } from "@symphony/test-support/client";
import { markedPicture } from "@symphony/test-support/pictures";
import { startSystem, until } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";

const ADMIN = basicAuth("admin", "correct horse");
const ESTIMATE_MS = 120_000;
let system: System;
let caller: Caller;
/** Finds a red patch, in pictures of 160 pixels. */
let model: Buffer;

beforeAll(async () => {
  model = await readFile(join(await cascadeFolder([await yoloStage("v8")]), "v8.onnx"));
  system = await startSystem({ env: { ADMIN_PASSWORD: "correct horse", BRAND_ESTIMATE_MS: "1000" } });
  caller = createCaller(system.url);
}, 120_000);
afterAll(() => system?.stop());

const asAdmin = (method: string, path: string, body?: FormData): Promise<Response> =>
  fetch(`${system.url}/api/brands${path}`, { method, headers: ADMIN, ...(body === undefined ? {} : { body }) });
const details = async (name: string): Promise<BrandDetails> => (await asAdmin("GET", `/${name}`)).json() as never;
const addBrand = (name: string): Promise<Response> =>
  asAdmin("POST", "", formOf([["mark.svg", Buffer.from(EMBLEM)]], { name }, "artwork"));
const withModel = (bytes: Buffer, fields: Record<string, string>): FormData =>
  formOf([["best.onnx", bytes]], { model_input_size: "160", ...fields }, "model");

async function stagesIn(name: string, photo: Buffer): Promise<string[]> {
  const { batch_id: id } = await caller.submit(formOf([["a.jpg", photo]], { brand: name }));
  await caller.untilDone(id);
  return (await caller.results(id)).map(({ Is_Valid, Detected_By }) => `${Is_Valid} ${Detected_By}`);
}

test("a trained model is tried first, looks with the artwork once it is adopted, and stays until it is left out", async () => {
  await addBrand("Trained");
  const refused = await asAdmin("PUT", "/Trained", withModel(model, {}));
  expect([refused.status, await refused.json()]).toMatchObject([400, { detail: expect.stringContaining("candidate") }]);
  const sent = await asAdmin("PUT", "/Trained", withModel(model, { candidate: "true" }));
  expect([sent.status, await sent.json()]).toMatchObject([
    200,
    { version: 2, candidate: true, stages: ["yolo", "artwork"], model: { bytes: model.length, input_size: 160 } },
  ]);
  expect((await asAdmin("POST", "/Trained/versions/2/adopt")).status).toBe(409);
  await until(async () => (await details("Trained")).candidate?.estimate != null, "it was opened", ESTIMATE_MS);
  expect((await details("Trained")).candidate?.estimate?.failed).toBeUndefined();
  expect(await stagesIn("Trained", await markedPicture())).toEqual(["Invalid null"]);
  expect((await asAdmin("POST", "/Trained/versions/2/adopt")).status).toBe(200);
  expect(await stagesIn("Trained", await markedPicture(1))).toEqual(["Valid model"]);
  expect(await stagesIn("Trained", await photoWith([EMBLEM], 1))).toEqual(["Valid artwork"]);

  const changed = await asAdmin("PUT", "/Trained", formOf([["badge.svg", Buffer.from(BADGE)]], {}, "artwork"));
  expect(await changed.json()).toMatchObject({ version: 4, model: { bytes: model.length } });
  expect(await stagesIn("Trained", await markedPicture(2))).toEqual(["Valid model"]);
  const without = await asAdmin("PUT", "/Trained", formOf([], { without_model: "true" }, "artwork"));
  expect(((await without.json()) as BrandVersion).model).toBeUndefined();
  expect(await stagesIn("Trained", await markedPicture(3))).toEqual(["Invalid null"]);
}, 240_000);

test("an empty file, two models and a model that is left out at once are refused", async () => {
  await addBrand("Careful");
  const two = withModel(model, { candidate: "true" });
  two.append("model", new Blob([new Uint8Array(model)]), "second.onnx");
  const forms = [
    withModel(Buffer.alloc(0), { candidate: "true" }),
    two,
    withModel(model, { candidate: "true", without_model: "true" }),
  ];
  for (const form of forms) expect((await asAdmin("PUT", "/Careful", form)).status).toBe(400);
  expect(await details("Careful")).toMatchObject({ version: 1, candidate: null });
}, 60_000);

test("a file that no worker can open is never looked with, and the candidate says why", async () => {
  await addBrand("Damaged");
  await asAdmin("PUT", "/Damaged", withModel(Buffer.from("no model"), { candidate: "true" }));
  const failed = async (): Promise<string | undefined> => (await details("Damaged")).candidate?.estimate?.failed;
  await until(async () => (await failed()) !== undefined, "there is a reason", ESTIMATE_MS);
  expect(await failed()).toMatch(/model\.onnx/);
  const body = JSON.stringify({ batch_id: "0b0e7d7e-7a0c-4f5e-9d55-1f6a0c1d2e3f" });
  const headers = { ...ADMIN, "content-type": "application/json" };
  const tried = await fetch(`${system.url}/api/brands/Damaged/versions/2/trial`, { method: "POST", headers, body });
  expect(tried.status).toBe(409);
  const adopted = await asAdmin("POST", "/Damaged/versions/2/adopt");
  expect([adopted.status, await adopted.json()]).toMatchObject([409, { detail: expect.stringContaining("model") }]);
  expect(await stagesIn("Damaged", await photoWith([EMBLEM]))).toEqual(["Valid artwork"]);
}, 240_000);
