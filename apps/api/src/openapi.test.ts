import { expect, test } from "@jest/globals";
import { PROBLEMS } from "@symphony/contract";
import { describeApi } from "./openapi.ts";
import { healthRoutes, routes } from "./routes.ts";

interface Operation {
  parameters?: Array<{ name: string; in: string; schema: object }>;
  requestBody?: { content: Record<string, unknown> };
  responses: Record<string, { description: string }>;
  security: object[];
}

const description = describeApi(healthRoutes, routes) as {
  info: { description: string };
  paths: Record<string, Record<string, Operation>>;
};
const submit = description.paths["/api/check-logo/batch"]?.["post"] as Operation;
const all = [...healthRoutes, ...routes];

test("every route is described with its problems", () => {
  for (const { method, path, problems = [] } of all) {
    const operation = description.paths[path.replaceAll(/:(\w+)/g, "{$1}")]?.[method] as Operation;
    for (const code of problems)
      expect(operation.responses[PROBLEMS[code].status]?.description).toContain(`\`${code}\``);
  }
  expect(Object.keys(submit.responses)).toEqual([
    "200",
    "400",
    "401",
    "403",
    "404",
    "409",
    "413",
    "415",
    "422",
    "429",
    "500",
    "502",
    "503",
    "507",
  ]);
  expect(description.paths["/healthz"]?.["get"]?.security).toEqual([]);
  expect(submit.security).toEqual([{ apiKey: [] }, {}]);
});

test("the description lists every problem code", () => {
  for (const code of Object.keys(PROBLEMS)) expect(description.info.description).toContain(`\`${code}\``);
});

test("a submission is described as a form, as JSON, and with its key", () => {
  expect(Object.keys(submit.requestBody?.content ?? {})).toEqual(["multipart/form-data", "application/json"]);
  expect(submit.parameters).toMatchObject([{ name: "Idempotency-Key", in: "header" }]);
});

test("examples match the schemas of requests and responses", () => {
  for (const { path, body, streamedJson, bodyExample, response } of all) {
    const parts = [
      [body ?? streamedJson, bodyExample],
      [response.schema, response.example],
    ] as const;
    for (const [schema, example] of parts)
      if (example !== undefined) expect([path, schema?.safeParse(example).error]).toEqual([path, undefined]);
  }
});

test("no request needs null", () => {
  const requests = Object.values(description.paths).flatMap((path) =>
    Object.values(path).map(({ parameters, requestBody }) => ({ parameters, schema: requestBody })),
  );
  expect(JSON.stringify(requests)).not.toContain("null");
});
