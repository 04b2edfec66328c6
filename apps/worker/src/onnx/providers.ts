/** Execution providers by their names in onnxruntime. */
export const PROVIDERS = ["cpu", "cuda", "tensorrt", "webgpu", "dml", "coreml"] as const;
export type Provider = (typeof PROVIDERS)[number];

export interface ProviderChoice {
  /** The requested providers that work here, in the requested order. The CPU comes last, for what the others lack. */
  usable: readonly Provider[];
  /** The others, each with the reason. */
  missing: readonly { provider: Provider; reason: string }[];
}

/**
 * Tries each requested provider.
 *
 * @param open opens something with this provider alone, and throws when the provider is not available
 */
export async function chooseProviders(
  requested: readonly Provider[],
  open: (provider: Provider) => Promise<void>,
): Promise<ProviderChoice> {
  const usable: Provider[] = [];
  const missing: { provider: Provider; reason: string }[] = [];
  for (const provider of requested.filter((each) => each !== "cpu")) {
    try {
      await open(provider);
      usable.push(provider);
    } catch (error) {
      missing.push({ provider, reason: (error as Error).message.trim().split("\n", 1)[0] ?? "" });
    }
  }
  return { usable: [...usable, "cpu"], missing };
}

/** One log line about the missing providers and what is used instead. */
export function describeMissing({ usable, missing }: ProviderChoice): string {
  const reasons = missing.map(({ provider, reason }) => `${provider} (${reason})`);
  const verb = missing.length === 1 ? "is" : "are";
  return `ORT_PROVIDERS: ${reasons.join(" and ")} ${verb} not available; models run on ${usable.join(", ")}.`;
}
