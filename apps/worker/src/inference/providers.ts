/** Where models may run, as onnxruntime names it. */
export const PROVIDERS = ["cpu", "cuda", "tensorrt", "webgpu", "dml", "coreml"] as const;
export type Provider = (typeof PROVIDERS)[number];

export interface ProviderChoice {
  /** Those of the wanted that can be had, in their order; the processor last, for what the others cannot do. */
  usable: readonly Provider[];
  /** Why each of the others cannot be had. */
  missing: readonly { provider: Provider; reason: string }[];
}

/** @param open opens something with one provider alone, and throws when that provider cannot be had */
export async function chooseProviders(
  wanted: readonly Provider[],
  open: (provider: Provider) => Promise<void>,
): Promise<ProviderChoice> {
  const usable: Provider[] = [];
  const missing: { provider: Provider; reason: string }[] = [];
  for (const provider of wanted.filter((each) => each !== "cpu")) {
    try {
      await open(provider);
      usable.push(provider);
    } catch (error) {
      missing.push({ provider, reason: (error as Error).message.trim().split("\n", 1)[0] ?? "" });
    }
  }
  return { usable: [...usable, "cpu"], missing };
}

/** The one line that says where models run instead. */
export function describeMissing({ usable, missing }: ProviderChoice): string {
  const reasons = missing.map(({ provider, reason }) => `${provider} (${reason})`);
  return `ORT_PROVIDERS: ${reasons.join(" and ")} cannot be had; models run on ${usable.join(", ")}.`;
}
