import { z } from "zod";
import { apiKeysSchema, createdKeySchema, createKeyRequestSchema, Problem } from "@symphony/contract";
import { addKey, revokeKey } from "../admin/keys/manage-keys.ts";
import { ok, route } from "../http/route.ts";
import type { Route } from "../http/route.ts";

const byName = z.object({ name: z.string().max(200) });

const admin = { tag: "Admin" } as const;

/** API keys for the administrator. */
export const adminKeyRoutes: readonly Route[] = [
  route({
    ...admin,
    method: "get",
    path: "/api/admin/keys",
    summary: "List all API keys",
    bodyKind: "none",
    response: { status: 200, schema: apiKeysSchema },
    async handle(_call, { store }) {
      return ok({ keys: await store.keys.list() });
    },
  }),
  route({
    ...admin,
    method: "post",
    path: "/api/admin/keys",
    summary: "Make an API key; it is shown this once",
    bodyKind: "json",
    body: createKeyRequestSchema,
    response: { status: 201, schema: createdKeySchema },
    async handle({ body, request }, { store, keys, identify }) {
      const made = await addKey(store, { ...body, by: identify(request) });
      if (made === undefined)
        throw new Problem("name_taken", `There is, or was, a key named ${body.name}; choose another name.`);
      await keys.refresh();
      return { status: 201, body: made };
    },
  }),
  route({
    ...admin,
    method: "delete",
    path: "/api/admin/keys/:name",
    summary: "Revoke an API key for ever",
    bodyKind: "none",
    params: byName,
    response: { status: 204 },
    async handle({ params, request }, { store, keys, identify }) {
      if (!(await revokeKey(store, params.name, identify(request))))
        throw new Problem("not_found", `There is no API key named ${params.name}; those of API_KEYS are settings.`);
      await keys.refresh();
      return { status: 204 };
    },
  }),
];
