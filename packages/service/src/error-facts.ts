/** Causes of a cause that are logged. */
const CAUSES_MAX = 5;

/**
 * The parts of an error that are safe to log. Libraries attach more to it: a failed command with its password, a mail
 * with its address.
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
  for (; each instanceof Error && stacks.length < CAUSES_MAX; each = each.cause)
    stacks.push(each.stack ?? each.message);
  return stacks.join("\ncaused by: ");
}
