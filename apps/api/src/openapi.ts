import { extendZodWithOpenApi, OpenApiGeneratorV31, OpenAPIRegistry } from "@asteasolutions/zod-to-openapi";
import { z } from "zod";
import { problemSchema, PROBLEMS } from "@symphony/contract";
import type { ProblemCode } from "@symphony/contract";
import type { Route, RouteResponse } from "./http/route.ts";
import { withoutNulls } from "./openapi-nulls.ts";

extendZodWithOpenApi(z);

/** Problems of every route that needs a key. */
const COMMON: readonly ProblemCode[] = ["unauthorized", "scope_missing", "too_many_requests", "internal"];

const ABOUT = `Checks product photos for a brand's logo.

Start with \`POST /api/check-logo/batch\`; poll \`…/status\` until \`completed_at\` is set (it ends as \`completed\`, or as \`cancelled\`), then read \`…/complete\`, the pages of \`/api/batches/{id}/results\`, or the CSV.

**API key**: where the operator set keys, send one as \`X-API-Key\`, or as \`?api_key=\`. **Idempotency-Key**: on submissions, the same key and content within a day return the same batch and response.

**Errors** are \`application/problem+json\`. \`detail\` says in a sentence what to do; programs switch over \`code\`, which is one of these:

| code | status | meaning |
|---|---|---|
${Object.entries(PROBLEMS)
  .map(([code, { status, title }]) => `| \`${code}\` | ${status} | ${title} |`)
  .join("\n")}
`;

/**
 * The description of the API (OpenAPI 3.1), generated from the schemas that validate every request.
 *
 * @param open routes that need no key
 */
export function describeApi(open: readonly Route[], keyed: readonly Route[]): object {
  const registry = new OpenAPIRegistry();
  registry.registerComponent("securitySchemes", "apiKey", { type: "apiKey", in: "header", name: "X-API-Key" });
  for (const each of open) registerRoute(registry, each, each.problems ?? [], []);
  for (const each of keyed) registerRoute(registry, each, [...COMMON, ...(each.problems ?? [])], [{ apiKey: [] }, {}]);
  const info = { title: "Symphony", version: "1", description: ABOUT };
  return withoutNulls(new OpenApiGeneratorV31(registry.definitions).generateDocument({ openapi: "3.1.0", info }));
}

function registerRoute(
  registry: OpenAPIRegistry,
  each: Route,
  problems: readonly ProblemCode[],
  security: Array<Record<string, string[]>>,
): void {
  const content = bodyContent(each);
  registry.registerPath({
    method: each.method,
    path: each.path.replaceAll(/:(\w+)/g, "{$1}"),
    summary: each.summary,
    tags: [each.tag],
    security,
    request: {
      ...(each.params === undefined ? {} : { params: each.params as z.ZodObject }),
      ...(each.query === undefined ? {} : { query: each.query as z.ZodObject }),
      ...(each.headers === undefined ? {} : { headers: each.headers as z.ZodObject }),
      ...(content === undefined ? {} : { body: { content } }),
    },
    responses: {
      ...Object.fromEntries(
        [each.response, each.otherResponse].flatMap((response) =>
          response === undefined
            ? []
            : [[response.status, { description: each.summary, ...responseContent(response) }]],
        ),
      ),
      ...problemResponses(problems),
    },
  });
}

type Content = Record<string, { schema: z.ZodType; example?: unknown }>;

function bodyContent(each: Route): Content | undefined {
  const json = each.body ?? each.streamedJson;
  const fields =
    json === undefined
      ? undefined
      : { schema: json, ...(each.bodyExample === undefined ? {} : { example: each.bodyExample }) };
  const content: Content = {
    ...(each.multipart === undefined ? {} : { "multipart/form-data": { schema: each.multipart } }),
    ...(fields === undefined ? {} : { "application/json": fields }),
    ...(fields !== undefined && each.bodyKind === "form"
      ? { "application/x-www-form-urlencoded": { schema: fields.schema } }
      : {}),
  };
  return Object.keys(content).length === 0 ? undefined : content;
}

function responseContent(response: RouteResponse): object {
  const example = response.example === undefined ? {} : { example: response.example };
  if (response.schema !== undefined)
    return { content: { "application/json": { schema: response.schema, ...example } } };
  return response.contentType === undefined ? {} : { content: { [response.contentType]: { schema: z.string() } } };
}

/** One response for each status, which names its codes. */
function problemResponses(codes: readonly ProblemCode[]): Record<string, object> {
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of new Set(codes))
    byStatus.set(PROBLEMS[code].status, [...(byStatus.get(PROBLEMS[code].status) ?? []), code]);
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => [
      status,
      {
        description: group.map((code) => `\`${code}\`: ${PROBLEMS[code].title}`).join("; "),
        content: { "application/problem+json": { schema: problemSchema } },
      },
    ]),
  );
}
