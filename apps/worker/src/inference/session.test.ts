import { join } from "node:path";
import { afterEach, expect, test } from "@jest/globals";
import { FIXTURE_MODELS } from "../../fixtures/cascade-folder.ts";
import type { Provider } from "./providers.ts";
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

test("with the processor alone nothing is said", async () => {
  expect(await linesOf(["cpu"])).toEqual([]);
});

// CUDA's libraries are not installed with the project; Apple's provider is in no build but Apple's.
test.each<[Provider[]]>([[["cuda", "cpu"]], [["cuda"]], [[process.platform === "darwin" ? "dml" : "coreml", "cpu"]]])("where %j cannot be had, models run on the processor and one line says so", async (providers) => {
  const lines = await linesOf(providers);
  expect(lines).toEqual([expect.stringMatching(new RegExp(`^ORT_PROVIDERS: ${providers[0]} \\(.+\\) cannot be had; models run on cpu\\.$`))]);
});

test("two that cannot be had are told in the same line", async () => {
  expect(await linesOf(["tensorrt", "cuda", "cpu"])).toEqual([expect.stringMatching(/^ORT_PROVIDERS: tensorrt \(.+\) and cuda \(.+\) cannot be had; models run on cpu\.$/)]);
});

test("a file that is no model is refused, whatever was asked for", async () => {
  useProviders(["cuda", "cpu"], () => undefined);
  await expect(openSession(join(FIXTURE_MODELS, "absent.onnx"))).rejects.toThrow();
});
