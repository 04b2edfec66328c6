import { Readable } from "node:stream";
import type { Request } from "express";
import type { ShareRequest } from "@symphony/contract";
import { createShare, listShares, revokeShare } from "../../batches/shares/shares.ts";
import type { ApiDeps } from "../../deps.ts";
import { ok } from "../../http/route.ts";
import type { Call, Reply } from "../../http/route.ts";

export async function postShare(
  { params, body, request }: Call<{ id: string }, undefined, ShareRequest>,
  deps: ApiDeps,
): Promise<Reply> {
  const { protocol, host } = request as Request;
  const origin = deps.config.PUBLIC_URL?.replace(/\/+$/, "") ?? `${protocol}://${host}`;
  return { status: 201, body: await createShare(deps, params.id, body, deps.identify(request), origin) };
}

export async function getShares({ params }: Call<{ id: string }, undefined, undefined>, deps: ApiDeps): Promise<Reply> {
  return ok(await listShares(deps, params.id));
}

export async function deleteShare(
  { params }: Call<{ id: string; share: string }, undefined, undefined>,
  deps: ApiDeps,
): Promise<Reply> {
  await revokeShare(deps, params.id, params.share);
  return { status: 204, stream: Readable.from([]), headers: {} };
}
