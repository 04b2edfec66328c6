import { join } from "node:path";
import { afterEach, expect, test } from "@jest/globals";
import { FIXTURE_MODELS } from "@symphony/test-support/cascade-folder";
import type { Provider } from "./providers.ts";
import type { Memory } from "./memory.ts";
import { openSession, useProviders } from "./session.ts";

const MODEL = join(FIXTURE_MODELS, "v8.onnx");
const INPUT = { dims: [1, 3, 160, 160], data: new Float32Array(3 * 160 * 160) };

afterEach(() => useProviders(["cpu"]));

/** Opens two models and runs them. @returns the lines about missing providers */
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

test("concurrent runs each get their own input, and a failing fill fails only its own run", async () => {
  const session = await openSession(MODEL);
  // This model looks for red, which is the first third of the input.
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

test("nothing is logged when only the CPU is requested", async () => {
  expect(await linesOf(["cpu"])).toEqual([]);
});

// CUDA's libraries are not installed with the project; CoreML exists only in builds for macOS.
test.each<[Provider[]]>([[["cuda", "cpu"]], [["cuda"]], [[process.platform === "darwin" ? "dml" : "coreml", "cpu"]]])(
  "models run on the CPU and one line says so when %j is not available",
  async (providers) => {
    const lines = await linesOf(providers);
    expect(lines).toEqual([
      expect.stringMatching(
        new RegExp(`^ORT_PROVIDERS: ${providers[0]} \\(.+\\) is not available; models run on cpu\\.$`),
      ),
    ]);
  },
);

test("one line names both of two missing providers", async () => {
  expect(await linesOf(["tensorrt", "cuda", "cpu"])).toEqual([
    expect.stringMatching(/^ORT_PROVIDERS: tensorrt \(.+\) and cuda \(.+\) are not available; models run on cpu\.$/),
  ]);
});

test("a file that is not a model is refused with any providers", async () => {
  useProviders(["cuda", "cpu"], () => undefined);
  await expect(openSession(join(FIXTURE_MODELS, "absent.onnx"))).rejects.toThrow();
});
