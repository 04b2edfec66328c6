import { stat } from "node:fs/promises";
import pLimit from "p-limit";
import { env, InferenceSession, listSupportedBackends, Tensor } from "onnxruntime-node";
import { createShared } from "./shared.ts";
import { createMemory } from "./memory.ts";
import type { Memory } from "./memory.ts";
import { chooseProviders, describeMissing } from "./providers.ts";
import type { Provider, ProviderChoice } from "./providers.ts";

/** The only file that imports onnxruntime-node. */

/** An input or output of a model. A fixed dimension is a number, a free one is its name. */
export interface PortShape {
  name: string;
  type: string;
  dims: readonly (number | string)[];
}

/** 16-bit floats are passed as their bits: Node 20 has no Float16Array. */
export type TensorData = Float32Array | Uint16Array | Uint8Array;

export interface TensorValue {
  dims: readonly number[];
  data: TensorData;
}

/** Writes an input into a session's buffer. The result MUST NOT be used after the run: the buffer is reused. */
export type FillInput = (memory: Memory) => TensorValue;

export interface Session {
  inputs: readonly PortShape[];
  outputs: readonly PortShape[];
  /**
   * Runs the model on its single input and blocks this thread meanwhile. Calls wait for each other; the input is
   * filled just before its own run. MUST NOT be called after `close`.
   */
  run(fill: FillInput): Promise<TensorValue[]>;
  /** The same for a model with several inputs, by their names. */
  runNamed(inputs: Readonly<Record<string, TensorValue>>): Promise<TensorValue[]>;
  close(): Promise<void>;
}

export interface SessionOptions {
  /** Threads for one run; default 1, the fastest with one worker process for each core. */
  threads?: number;
}

let requested: readonly Provider[] = ["cpu"];
let warn: (line: string) => void = console.error;
let choice: Promise<ProviderChoice> | undefined;

/**
 * Sets the providers for all sessions of this process, in order of preference.
 *
 * @param onMissing receives one line when some of them are not available
 */
export function useProviders(
  providers: readonly Provider[],
  onMissing = console.error as (line: string) => void,
): void {
  [requested, warn, choice] = [providers, onMissing, undefined];
  // `onMissing` reports a missing library; onnxruntime would print its own error as well.
  if (providers.some((each) => each !== "cpu")) env.logLevel = "fatal";
}

/** The first model shows which providers work; all later models use the same ones. */
async function usableProviders(file: string | Uint8Array): Promise<readonly Provider[]> {
  choice ??= chooseProviders(requested, async (provider) => {
    // onnxruntime silently ignores providers that its build lacks.
    if (!listSupportedBackends().some(({ name }) => name === provider))
      throw new Error("not part of this build of onnxruntime");
    await (await createSession(file, [provider], 1)).release();
  }).then((found) => {
    if (found.missing.length > 0) warn(describeMissing(found));
    return found;
  });
  return (await choice).usable;
}

/** Sessions of this process by file and threads; a file that was replaced is another one. */
const shared = createShared<Session>();

/**
 * Loads an ONNX model from a file, unless it is loaded, or from its bytes: stages and brands that use one file share
 * its memory.
 *
 * @throws {Error} with the message of onnxruntime, when it cannot load the model
 */
export async function openSession(file: string | Uint8Array, options: SessionOptions = {}): Promise<Session> {
  if (typeof file !== "string") return loadSession(file, options);
  const found = await stat(file).catch(() => undefined);
  const key = JSON.stringify([found?.dev, found?.ino, found?.size, found?.mtimeMs, options.threads, requested]);
  return found === undefined ? loadSession(file, options) : shared.open(key, () => loadSession(file, options));
}

async function loadSession(file: string | Uint8Array, options: SessionOptions): Promise<Session> {
  const session = await createSession(file, await usableProviders(file), options.threads ?? 1);
  const inputs = session.inputMetadata.map(portShape);
  const outputs = session.outputMetadata.map(portShape);
  const [input] = inputs;
  const memory = createMemory();
  const oneAtATime = pLimit(1);
  async function runNow(values: Readonly<Record<string, TensorValue>>): Promise<TensorValue[]> {
    const feeds = inputs.map(({ name, type }) => [name, toTensor(type, values[name]!)]);
    const results = await session.run(Object.fromEntries(feeds));
    return outputs.map(({ name }) => fromTensor(name, results[name]));
  }
  return {
    inputs,
    outputs,
    run: (fill) =>
      oneAtATime(() => {
        if (input === undefined) throw new Error("the model takes no input");
        return runNow({ [input.name]: fill(memory) });
      }),
    runNamed: (values) => oneAtATime(() => runNow(values)),
    close: () => session.release(),
  };
}

function createSession(
  file: string | Uint8Array,
  providers: readonly Provider[],
  threads: number,
): Promise<InferenceSession> {
  return InferenceSession.create(file as string, {
    executionProviders: [...providers],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: "sequential",
    graphOptimizationLevel: "all",
    // Input sizes differ from image to image: onnxruntime would keep a memory pattern for each and never reuse it.
    enableMemPattern: false,
    logSeverityLevel: 3,
  });
}

function portShape(port: InferenceSession.ValueMetadata): PortShape {
  if (!port.isTensor) return { name: port.name, type: "no tensor", dims: [] };
  return { name: port.name, type: port.type, dims: port.shape };
}

function toTensor(type: string, { data, dims }: TensorValue): Tensor {
  return new Tensor(type as Tensor.Type, data as Float32Array, dims);
}

function fromTensor(name: string, tensor: Tensor | undefined): TensorValue {
  if (tensor === undefined) throw new Error(`the model gave no output '${name}'`);
  const data: unknown = tensor.data;
  if (data instanceof Float32Array || data instanceof Uint16Array || data instanceof Uint8Array) {
    return { dims: tensor.dims, data };
  }
  // Node 24 gets 16-bit floats as Float16Array; they are passed as bits everywhere.
  if (ArrayBuffer.isView(data) && tensor.type === "float16") {
    return { dims: tensor.dims, data: new Uint16Array(data.buffer, data.byteOffset, tensor.size) };
  }
  throw new Error(`the model's output '${name}' is of type ${tensor.type}; supported are float32, float16 and uint8`);
}
