import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { CascadeError } from "./cascade-error.ts";
import * as registry from "./registry.ts";
import type { StageSchema, StageType } from "./stage.ts";

export const CASCADE_FILE = "cascade.json";

const stageTypes: readonly StageType[] = Object.values(registry);
const stageSchemas = stageTypes.map(({ schema }) => schema) as [StageSchema, ...StageSchema[]];

const cascadeSchema = z.strictObject({
  brand: z.string().trim().min(1).max(100),
  stages: z
    .array(z.discriminatedUnion("type", stageSchemas))
    .min(1, "must list at least one stage")
    .max(16)
    .superRefine((stages, context) => {
      stages.forEach((stage, index) => {
        if (stages.findIndex((other) => other.name === stage.name) === index) return;
        context.addIssue({
          code: "custom",
          path: [index, "name"],
          message: `'${stage.name}' is already the name of an earlier stage`,
        });
      });
    }),
});
export type CascadeConfig = z.infer<typeof cascadeSchema>;

/** The registered type with this value of `type`, which the schema has checked. */
export function stageTypeOf(type: string): StageType {
  return stageTypes.find((known) => known.type === type)!;
}

/** @throws {CascadeError} when the file is missing, is not JSON, or is not a valid cascade */
export async function readCascadeFile(modelsDir: string): Promise<CascadeConfig> {
  const path = join(modelsDir, CASCADE_FILE);
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    throw new CascadeError(`${path} cannot be read: it lists the models to use.`, { cause });
  }
  return parseCascade(text);
}

/** @throws {CascadeError} */
export function parseCascade(text: string): CascadeConfig {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new CascadeError(`${CASCADE_FILE} is not valid JSON: ${(cause as Error).message}`, { cause });
  }
  const parsed = cascadeSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => problemText(issue, value));
  throw new CascadeError(`${CASCADE_FILE}: ${problems.join("; ")}`, { cause: parsed.error });
}

/** "stage 'logo': threshold: Too big: expected number to be <=1" */
function problemText(issue: z.core.$ZodIssue, value: unknown): string {
  const [first, index, ...rest] = issue.path;
  const inStage = first === "stages" && typeof index === "number";
  const where = inStage ? [stageLabel(value, index), ...rest.map(String)] : issue.path.map(String);
  const what =
    issue.code === "unrecognized_keys"
      ? `unknown key ${issue.keys.map((key) => `'${key}'`).join(", ")}`
      : issue.message;
  return [...where, what].join(": ");
}

function stageLabel(value: unknown, index: number): string {
  const stages = (value as { stages?: unknown[] }).stages ?? [];
  const stageName = (stages[index] as { name?: unknown } | null | undefined)?.name;
  return typeof stageName === "string" ? `stage '${stageName}'` : `stage ${index + 1}`;
}
