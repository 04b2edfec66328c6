import type { z } from "zod";

/**
 * What is wrong with a field of a request, or with a setting, as the rest of a sentence that begins with its name: the
 * library's own messages are for programmers. Undefined where the schema has a message, or nothing better is known.
 */
export function fieldMessage(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined ? "must be given" : typeMessage(issue.expected);
    case "invalid_value":
      return `must be ${listOf(issue.values)}`;
    case "too_small":
      return tooSmall(issue);
    case "too_big":
      return isNumber(issue.origin)
        ? `must be ${issue.maximum} or less`
        : `must have no more than ${issue.maximum} ${unitOf(issue.origin)}`;
    case "unrecognized_keys":
      return `must not have the field ${listOf(issue.keys)}`;
    default:
      return undefined;
  }
}

const TYPES: Partial<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
};

const typeMessage = (expected: string): string | undefined =>
  TYPES[expected] === undefined ? undefined : `must be ${TYPES[expected]}`;

const isNumber = (origin: string): boolean => origin === "number" || origin === "int";
const unitOf = (origin: string): string => (origin === "string" ? "characters" : "entries");

function tooSmall({ origin, minimum, inclusive }: z.core.$ZodRawIssue<z.core.$ZodIssueTooSmall>): string {
  if (isNumber(origin)) return inclusive === false ? `must be more than ${minimum}` : `must be ${minimum} or more`;
  return minimum === 1 ? "must not be empty" : `must have at least ${minimum} ${unitOf(origin)}`;
}

/** `"a", "b" or "c"` */
function listOf(values: readonly unknown[]): string {
  const texts = values.map((value) => JSON.stringify(value));
  return texts.length < 2 ? texts.join() : `${texts.slice(0, -1).join(", ")} or ${texts.at(-1)}`;
}
