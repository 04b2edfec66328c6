import { extendZodWithOpenApi, OpenApiGeneratorV31, OpenAPIRegistry } from "@asteasolutions/zod-to-openapi";
import { z } from "zod";
import { problemSchema } from "@symphony/contract";
import type { Route } from "./http/route.ts";

extendZodWithOpenApi(z);

/** The API described (OpenAPI 3.1), made from the same schemas that check every request. */
export function describeApi(routes: readonly Route[]): object {
  const registry = new OpenAPIRegistry();
  registry.registerComponent("securitySchemes", "apiKey", { type: "apiKey", in: "header", name: "X-API-Key" });
  const problem = { description: "What went wrong and what to do", content: { "application/problem+json": { schema: problemSchema } } };
  for (const each of routes) {
    const body = bodyContent(each);
    registry.registerPath({
      method: each.method,
      path: each.path.replaceAll(/:(\w+)/g, "{$1}"),
      summary: each.summary,
      request: {
        ...(each.params === undefined ? {} : { params: each.params as z.ZodObject }),
        ...(each.query === undefined ? {} : { query: each.query as z.ZodObject }),
        ...(body === undefined ? {} : { body: { content: body } }),
      },
      responses: { [each.answer.status]: { description: each.summary, ...answerContent(each) }, default: problem },
    });
  }
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: "3.1.0",
    info: { title: "Symphony", version: "1", description: "Checks product photos for a brand's logo." },
    security: [{ apiKey: [] }, {}],
  });
}

function bodyContent(each: Route): Record<string, { schema: z.ZodType }> | undefined {
  if (each.multipart !== undefined) return { "multipart/form-data": { schema: each.multipart } };
  if (each.body === undefined) return undefined;
  const content = { "application/json": { schema: each.body } };
  return each.bodyKind === "form" ? { ...content, "application/x-www-form-urlencoded": { schema: each.body } } : content;
}

function answerContent({ answer }: Route): object {
  if (answer.schema !== undefined) return { content: { "application/json": { schema: answer.schema } } };
  return answer.contentType === undefined ? {} : { content: { [answer.contentType]: { schema: z.string() } } };
}
