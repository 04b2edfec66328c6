import { z } from "zod";

/** Headers that the client sets itself, or that change what a request is. */
const OWN_HEADERS = new Set(["host", "connection", "content-length", "transfer-encoding", "upgrade", "expect", "te"]);

const headersSchema = z.record(
  z.string(),
  z.record(
    z
      .string()
      .regex(/^[\w!#$%&'*+.^`|~-]+$/)
      .refine((name) => !OWN_HEADERS.has(name.toLowerCase())),
    z.string().regex(/^[\x20-\x7e]*$/),
  ),
);

/** Extra headers by host, such as the access token of a picture archive. */
export type HeadersByHost = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Reads the setting: JSON such as `{"pictures.example.com": {"Authorization": "Bearer …"}}`. */
export const headersByHost = z
  .string()
  .default("{}")
  .transform((text, context): HeadersByHost => {
    try {
      const parsed = headersSchema.parse(JSON.parse(text));
      return Object.fromEntries(Object.entries(parsed).map(([host, headers]) => [host.toLowerCase(), headers]));
    } catch {
      context.addIssue({ code: "custom", message: 'must be JSON like {"host": {"Header": "value"}}' });
      return z.NEVER;
    }
  });

/**
 * The extra headers for a hop of a fetch. Each hop gets those of its own host: a redirect to another host never
 * carries them along, and none are sent unencrypted where the fetch began encrypted.
 */
export function extraHeaders(table: HeadersByHost, url: URL, first: URL): Readonly<Record<string, string>> {
  if (first.protocol === "https:" && url.protocol !== "https:") return {};
  return Object.hasOwn(table, url.host) ? (table[url.host] ?? {}) : {};
}
