/** Does each of these, whatever becomes of the others. @returns what they threw */
export async function tidyUpEach(...steps: ReadonlyArray<() => Promise<unknown>>): Promise<unknown[]> {
  const errors: unknown[] = [];
  for (const step of steps) await step().catch((error: unknown) => errors.push(error));
  return errors;
}
