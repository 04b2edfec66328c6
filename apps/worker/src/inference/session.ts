import pLimit from "p-limit";
import { env, InferenceSession, listSupportedBackends, Tensor } from "onnxruntime-node";
import { createMemory } from "./memory.ts";
import type { Memory } from "./memory.ts";
import { chooseProviders, describeMissing } from "./providers.ts";
import type { Provider, ProviderChoice } from "./providers.ts";

/** The one door to onnxruntime-node. */

/** What a model takes or gives: a free dimension is its name (text), a fixed one a number. */
export interface PortShape {
  name: string;
  type: string;
  dims: readonly (number | string)[];
}

/** 16-bit floats travel as their bits: Node 20 has no Float16Array. */
export type TensorData = Float32Array | Uint16Array | Uint8Array;

export interface TensorValue {
  dims: readonly number[];
  data: TensorData;
}

/** Lays an input into a session's memory; nothing may hold on to it. */
export type Fill = (memory: Memory) => TensorValue;

export interface Session {
  inputs: readonly PortShape[];
  outputs: readonly PortShape[];
  /** Runs the model on its single input, filled when its turn has come. MUST NOT be called after close. Blocks this thread meanwhile. */
  run(fill: Fill): Promise<TensorValue[]>;
  close(): Promise<void>;
}

export interface SessionOptions {
  /** 1 is the fastest with one worker process a core. */
  threads?: number;
}

let wanted: readonly Provider[] = ["cpu"];
let warn: (line: string) => void = console.error;
let chosen: Promise<ProviderChoice> | undefined;

/** Where this process runs its models, in order of preference; what cannot be had is said in one line, once. */
export function useProviders(
  providers: readonly Provider[],
  onMissing = console.error as (line: string) => void,
): void {
  [wanted, warn, chosen] = [providers, onMissing, undefined];
  // A library that is not there is told by our line; onnxruntime's own would stand beside it.
  if (providers.some((each) => each !== "cpu")) env.logLevel = "fatal";
}

/** What can be had is found out with the first model, and holds for all that follow. */
async function usableProviders(file: string): Promise<readonly Provider[]> {
  chosen ??= chooseProviders(wanted, async (provider) => {
    // What this build does not know is left out silently by onnxruntime.
    if (!listSupportedBackends().some(({ name }) => name === provider))
      throw new Error("not part of this build of onnxruntime");
    await (await createSession(file, [provider], 1)).release();
  }).then((choice) => {
    if (choice.missing.length > 0) warn(describeMissing(choice));
    return choice;
  });
  return (await chosen).usable;
}

/**
 * Loads an ONNX model from a file.
 *
 * @throws {Error} in onnxruntime's own words, when the file is no model it can run
 */
export async function openSession(file: string, options: SessionOptions = {}): Promise<Session> {
  const session = await createSession(file, await usableProviders(file), options.threads ?? 1);
  const inputs = session.inputMetadata.map(portShape);
  const outputs = session.outputMetadata.map(portShape);
  const [input] = inputs;
  const memory = createMemory();
  const turn = pLimit(1);
  return {
    inputs,
    outputs,
    run: (fill) =>
      turn(async () => {
        if (input === undefined) throw new Error("the model takes no input");
        const results = await session.run({ [input.name]: toTensor(input.type, fill(memory)) });
        return outputs.map(({ name }) => fromTensor(name, results[name]));
      }),
    close: () => session.release(),
  };
}

function createSession(file: string, providers: readonly Provider[], threads: number): Promise<InferenceSession> {
  return InferenceSession.create(file, {
    executionProviders: [...providers],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: "sequential",
    graphOptimizationLevel: "all",
    // Input sizes differ from image to image: a memory pattern is kept for each and never used again.
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
  // Node 24 hands 16-bit floats out as Float16Array; we keep to their bits everywhere.
  if (ArrayBuffer.isView(data) && tensor.type === "float16") {
    return { dims: tensor.dims, data: new Uint16Array(data.buffer, data.byteOffset, tensor.size) };
  }
  throw new Error(`the model's output '${name}' is of type ${tensor.type}; float32, float16 and uint8 are understood`);
}
