import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { build } from "esbuild";
import { cascadeFolder, yoloStage } from "@symphony/test-support/cascade-folder";
import { externalPackages } from "@symphony/test-support/external-packages";
import { patchPicture } from "../../fixtures/pictures.ts";
import { CascadeError } from "../cascade/cascade-error.ts";
import { sharp } from "../decode/libvips.ts";
import { InspectorStoppedError, openInspector } from "./inspector.ts";
import type { Inspector, InspectorOptions } from "./inspector.ts";

const WORKER = fileURLToPath(new URL("../..", import.meta.url));
let folder: string;
let options: InspectorOptions;
let inspector: Inspector;

/** Bundles a module into a folder of the worker, so that it resolves packages as in production. */
async function bundle(source: string): Promise<string> {
  const outfile = join(folder, `${source.split("/").at(-1)}.mjs`);
  await build({
    entryPoints: [join(WORKER, source)],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    plugins: [externalPackages],
    logLevel: "error",
  });
  return outfile;
}

async function picture(name: string, patch = true): Promise<string> {
  const { pixels } = patchPicture(240, 180, patch ? { x1: 150, y1: 30, x2: 190, y2: 60 } : undefined);
  const path = join(folder, name);
  await sharp(pixels.data, { raw: { width: 240, height: 180, channels: 3 } })
    .png()
    .toFile(path);
  return path;
}

beforeAll(async () => {
  await mkdir(join(WORKER, ".run"), { recursive: true });
  folder = await mkdtemp(join(WORKER, ".run", "inspector-test-"));
  const modelsDir = await cascadeFolder([await yoloStage("v8")]);
  const entry = await bundle("fixtures/fragile-inspector.ts");
  options = { entry, modelsDir, maxFileBytes: 10_000_000, maxPixels: 1e6, viewMaxSide: 2048, timeoutMs: 10_000 };
});
afterEach(() => inspector?.close());
afterAll(() => rm(folder, { recursive: true, force: true }));

test("the shipped process inspects pictures and reports those that it cannot inspect", async () => {
  inspector = await openInspector({ ...options, entry: await bundle("src/inference/inference-child.ts") });
  expect(inspector).toMatchObject({ brand: "Red", stageNames: ["v8"] });
  const { thumbnail, view, marks, ...inspection } = await inspector.inspect(await picture("with.png"));
  expect(inspection).toMatchObject({ verdict: "Valid", detected_by: "v8", image: { width: 240, height: 180 } });
  // No larger than the image is decoded for these models.
  expect(await sharp(thumbnail?.bytes).metadata()).toMatchObject({ format: "jpeg", width: 160, height: 120 });
  // The file itself is its view, and the mark comes from it in its own pixels.
  expect(view).toEqual({ type: "png" });
  const [mark] = marks ?? [];
  const { x1, x2 } = mark!.box;
  expect((await sharp(mark!.jpeg).metadata()).width).toBeGreaterThanOrEqual(2 * (x2 - x1) - 2);
  expect(await inspector.inspect(await picture("alone.png"), { withoutEvidence: true })).toMatchObject({
    view: undefined,
    marks: undefined,
    verdict: "Valid",
  });
  await expect(inspector.inspect(await picture("without.png", false))).resolves.toMatchObject({ verdict: "Invalid" });
  await expect(inspector.inspect(join(folder, "gone.png"))).rejects.toMatchObject({
    name: "ItemError",
    category: "file_missing",
    transient: false,
  });
});

test("opening fails with the reason why a cascade cannot be used", async () => {
  const modelsDir = await cascadeFolder([await yoloStage("v8", { input_size: 320 })]);
  const opening = openInspector({ ...options, modelsDir });
  await expect(opening).rejects.toThrow(CascadeError);
  await expect(opening).rejects.toThrow(/^Stage 'v8' cannot be used: .*input_size says 320 x 320/);
});

describe("F-24: a picture that kills the process", () => {
  test.each(["kill", "segv", "exit"])(
    "by %s fails alone: the pictures beside and after it are inspected",
    async (how) => {
      inspector = await openInspector(options);
      const crashing = await picture(`${how}-.png`);
      const good = await picture("good.png");
      const verdicts = await Promise.allSettled(
        [good, crashing, good, good, good].map((path) => inspector.inspect(path)),
      );
      expect(verdicts.map((one) => (one.status === "fulfilled" ? one.value.verdict : one.reason.category))).toEqual([
        "Valid",
        "decoder_crashed",
        "Valid",
        "Valid",
        "Valid",
      ]);
    },
  );

  test("only beside another picture is inspected in isolation", async () => {
    inspector = await openInspector(options);
    const paths = [await picture("kill-crowded.png"), await picture("good.png")];
    const inspections = await Promise.all(paths.map((path) => inspector.inspect(path)));
    expect(inspections.map(({ verdict }) => verdict)).toEqual(["Valid", "Valid"]);
  });

  test("by never ending fails after the timeout has passed twice, beside another and in isolation", async () => {
    inspector = await openInspector({ ...options, timeoutMs: 500 });
    const [hung, good] = await Promise.allSettled([
      inspector.inspect(await picture("hang-.png")),
      inspector.inspect(await picture("good.png")),
    ]);
    expect(hung).toMatchObject({ status: "rejected", reason: { category: "judging_timeout", transient: false } });
    expect(good).toMatchObject({ status: "fulfilled", value: { verdict: "Valid" } });
  });
});

test("a process killed from outside is restarted, with and without an image in flight", async () => {
  inspector = await openInspector(options);
  const good = await picture("good.png");
  const first = inspector.pid;
  const inspecting = inspector.inspect(good);
  process.kill(first, "SIGKILL");
  await expect(inspecting).resolves.toMatchObject({ verdict: "Valid" });
  const second = inspector.pid;
  expect(second).not.toBe(first);
  process.kill(second, "SIGKILL");
  await expect(inspector.inspect(good)).resolves.toMatchObject({ verdict: "Valid" });
});

test("when the process cannot be restarted, all images are rejected and the listener is called", async () => {
  const modelsDir = await cascadeFolder([await yoloStage("v8")]);
  inspector = await openInspector({ ...options, modelsDir });
  const fatal = new Promise<InspectorStoppedError>((resolve) => inspector.onFatal(resolve));
  await rm(modelsDir, { recursive: true });
  const good = await picture("good.png");
  process.kill(inspector.pid, "SIGKILL");
  await expect(inspector.inspect(good)).rejects.toThrow(InspectorStoppedError);
  expect((await fatal).cause).toBeInstanceOf(CascadeError);
  await expect(inspector.inspect(good)).rejects.toThrow(InspectorStoppedError);
});

test("many images at once are inspected in the order of the calls", async () => {
  inspector = await openInspector(options);
  const good = await picture("good.png");
  const order: number[] = [];
  await Promise.all(Array.from({ length: 20 }, (_, i) => inspector.inspect(good).then(() => order.push(i))));
  // Two run at a time, so consecutive images may finish in the other order.
  order.forEach((index, position) => expect(Math.abs(index - position)).toBeLessThanOrEqual(1));
});

test("the process exits when its parent is gone", async () => {
  const child = fork(options.entry, [JSON.stringify(options)], { execArgv: [] });
  await once(child, "message");
  child.disconnect();
  expect(await once(child, "exit")).toEqual([0, null]);
});

test("closing waits for the image in flight, rejects those that wait, and ends the process", async () => {
  inspector = await openInspector({ ...options, inFlight: 1 });
  const good = await picture("good.png");
  const [inFlight, waiting] = [inspector.inspect(good), inspector.inspect(good)];
  const results = Promise.allSettled([inFlight, waiting]);
  await inspector.close();
  expect(await results).toMatchObject([
    { status: "fulfilled" },
    { status: "rejected", reason: { name: "InspectorStoppedError" } },
  ]);
  await sleep(50);
  expect(() => process.kill(inspector.pid, 0)).toThrow();
});
