import { join } from "node:path";
import { afterEach, expect, test } from "@jest/globals";
import { FIXTURE_MODELS } from "@symphony/test-support/cascade-folder";
import type { Provider } from "./providers.ts";
import type { Memory } from "./memory.ts";
import { openSession, useProviders } from "./session.ts";

const MODEL = join(FIXTURE_MODELS, "v8.onnx");
const INPUT = { dims: [1, 3, 160, 160], data: new Float32Array(3 * 160 * 160) };

afterEach(() => useProviders(["cpu"]));

/** Opens two models and runs them. @returns what was said about providers */
async function linesOf(providers: readonly Provider[]): Promise<string[]> {
  const lines: string[] = [];
  useProviders(providers, (line) => lines.push(line));
  for (let i = 0; i < 2; i += 1) {
    const session = await openSession(MODEL);
    expect(await session.run(() => INPUT)).toHaveLength(1);
    await session.close();
  }
  return lines;
}

test("runs that are asked for at once each see their own input, and one that cannot be filled fails alone", async () => {
  const session = await openSession(MODEL);
  // This model looks for red, which is the first third.
  const red = (level: number) => (memory: Memory) => ({
    ...INPUT,
    data: new Float32Array(memory(INPUT.data.byteLength), 0, INPUT.data.length)
      .fill(0)
      .fill(level, 0, INPUT.data.length / 3),
  });
  const levels = [0, 1, 0.5];
  const alone = [];
  for (const level of levels) alone.push(await session.run(red(level)));
  const failed = expect(
    session.run(() => {
      throw new Error("no picture");
    }),
  ).rejects.toThrow("no picture");
  expect(await Promise.all(levels.map((level) => session.run(red(level))))).toEqual(alone);
  expect(alone[0]).not.toEqual(alone[1]);
  await failed;
  await session.close();
});

test("with the processor alone nothing is said", async () => {
  expect(await linesOf(["cpu"])).toEqual([]);
});

// CUDA's libraries are not installed with the project; Apple's provider is in no build but Apple's.
test.each<[Provider[]]>([[["cuda", "cpu"]], [["cuda"]], [[process.platform === "darwin" ? "dml" : "coreml", "cpu"]]])(
  "where %j cannot be had, models run on the processor and one line says so",
  async (providers) => {
    const lines = await linesOf(providers);
    expect(lines).toEqual([
      expect.stringMatching(
        new RegExp(`^ORT_PROVIDERS: ${providers[0]} \\(.+\\) cannot be had; models run on cpu\\.$`),
      ),
    ]);
  },
);

test("two that cannot be had are told in the same line", async () => {
  expect(await linesOf(["tensorrt", "cuda", "cpu"])).toEqual([
    expect.stringMatching(/^ORT_PROVIDERS: tensorrt \(.+\) and cuda \(.+\) cannot be had; models run on cpu\.$/),
  ]);
});

test("a file that is no model is refused, whatever was asked for", async () => {
  useProviders(["cuda", "cpu"], () => undefined);
  await expect(openSession(join(FIXTURE_MODELS, "absent.onnx"))).rejects.toThrow();
});
