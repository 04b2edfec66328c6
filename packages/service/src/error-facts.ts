/** Causes of causes that are told. */
const CAUSES_MOST = 5;

/**
 * Of an error what it says itself, for a log. Nothing of what libraries hang on it gets there: the command that
 * failed with its password, the mail with its address.
 */
export function errorFacts(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const code =
    "code" in error && (typeof error.code === "string" || typeof error.code === "number") ? { code: error.code } : {};
  return { type: error.name, message: error.message, ...code, stack: stackOf(error) };
}

function stackOf(error: Error): string {
  const stacks: string[] = [];
  let each: unknown = error;
  for (; each instanceof Error && stacks.length < CAUSES_MOST; each = each.cause)
    stacks.push(each.stack ?? each.message);
  return stacks.join("\ncaused by: ");
}
