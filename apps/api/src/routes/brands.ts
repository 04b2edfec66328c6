import { Readable } from "node:stream";
import { z } from "zod";
import {
  brandArtworkSchema,
  brandChangeSchema,
  brandDetailsSchema,
  brandFieldsSchema,
  brandNameSchema,
  brandVersionSchema,
  learnRequestSchema,
  listedBrandSchema,
  Problem,
  trialRequestSchema,
  trialSchema,
} from "@symphony/contract";
import { addBrand, adoptCandidate, changeBrand, discardCandidate, removeBrand } from "../brands/change-brand.ts";
import { listBrands, readBrand, requireBrand } from "../brands/known-brands.ts";
import { readBrandForm } from "../brands/read-brand-form.ts";
import { learnFromReviews } from "../batches/brand-versions/learn-from-reviews.ts";
import { tryVersion } from "../batches/brand-versions/try-version.ts";
import { ok, route } from "../http/route.ts";
import type { Route } from "../http/route.ts";

const EXAMPLE = {
  name: "Symphony",
  stages: ["yolo", "verify"],
  words: ["symphony"],
  ready: true,
  version: null,
  default: true,
};

/** The brands that a batch can name. */
export const brandRoutes: readonly Route[] = [
  route({
    method: "get",
    path: "/api/brands",
    tag: "Service",
    summary: "List the brands that can be looked for",
    bodyKind: "none",
    response: { status: 200, schema: z.array(listedBrandSchema), example: [EXAMPLE] },
    handle: async (_call, deps) => ok(await listBrands(deps)),
  }),
];

const byName = z.object({ name: brandNameSchema });
const byVersion = byName.extend({ version: z.coerce.number().int().min(1) });
const byFile = byVersion.extend({ file: brandArtworkSchema.shape.file });

const admin = { tag: "Admin" } as const;

/** Brands for the administrator. */
export const adminBrandRoutes: readonly Route[] = [
  route({
    ...admin,
    method: "post",
    path: "/api/brands",
    summary: "Add a brand with pictures of its mark; it can be looked for at once",
    bodyKind: "stream",
    response: { status: 201, schema: brandVersionSchema },
    async handle({ request }, deps) {
      const { fields, artwork, model } = await readBrandForm(request, brandFieldsSchema);
      if (model !== undefined) throw new Problem("invalid_request", "model: add the brand first, then try the model.");
      if (artwork.length === 0) throw new Problem("invalid_request", "artwork: send a picture of the mark.");
      const { name, ...content } = fields;
      return { status: 201, body: await addBrand(deps, name, { ...content, artwork }, deps.identify(request)) };
    },
  }),
  route({
    ...admin,
    method: "get",
    path: "/api/brands/:name",
    summary: "Get a brand with its versions",
    bodyKind: "none",
    params: byName,
    response: { status: 200, schema: brandDetailsSchema },
    async handle({ params }, deps) {
      return ok(await readBrand(deps, params.name));
    },
  }),
  route({
    ...admin,
    method: "put",
    path: "/api/brands/:name",
    summary: "Add a version of a brand, or a candidate for one; earlier batches keep theirs",
    bodyKind: "stream",
    params: byName,
    response: { status: 200, schema: brandVersionSchema },
    async handle({ params, request }, deps) {
      const { fields, artwork, model } = await readBrandForm(request, brandChangeSchema);
      const { candidate, model_input_size: input_size, without_model: withoutModel, ...rest } = fields;
      if (model !== undefined && !candidate)
        throw new Problem(
          "invalid_request",
          "model: send candidate=true, too: a model is tried before it is looked with.",
        );
      if (model !== undefined && withoutModel)
        throw new Problem("invalid_request", "model: send either a model or without_model.");
      const change = {
        ...rest,
        artwork: artwork.length === 0 ? undefined : artwork,
        model: withoutModel ? ("none" as const) : model && { ...model, input_size },
      };
      const facts = candidate ? { candidate } : {};
      return ok(await changeBrand(deps, params.name, change, deps.identify(request), facts));
    },
  }),
  route({
    ...admin,
    method: "post",
    path: "/api/brands/:name/learn",
    summary: "Extend the artwork of a brand by marks that people saw in the images of a batch; a candidate follows",
    bodyKind: "json",
    params: byName,
    body: learnRequestSchema,
    response: { status: 201, schema: brandVersionSchema },
    async handle({ params, body, request }, deps) {
      return { status: 201, body: await learnFromReviews(deps, params.name, body.batch_id, deps.identify(request)) };
    },
  }),
  route({
    ...admin,
    method: "post",
    path: "/api/brands/:name/versions/:version/trial",
    summary: "Check the pictures of an earlier batch with a version of a brand",
    bodyKind: "json",
    params: byVersion,
    body: trialRequestSchema,
    response: { status: 201, schema: trialSchema },
    async handle({ params, body }, deps) {
      return { status: 201, body: await tryVersion(deps, params, body.batch_id) };
    },
  }),
  route({
    ...admin,
    method: "post",
    path: "/api/brands/:name/versions/:version/adopt",
    summary: "Look for a candidate from now on",
    bodyKind: "none",
    params: byVersion,
    response: { status: 200, schema: brandVersionSchema },
    async handle({ params, request }, deps) {
      return ok(await adoptCandidate(deps, params.name, params.version, deps.identify(request)));
    },
  }),
  route({
    ...admin,
    method: "delete",
    path: "/api/brands/:name/versions/:version",
    summary: "Discard a candidate; batches that tried it keep it",
    bodyKind: "none",
    params: byVersion,
    response: { status: 204 },
    async handle({ params, request }, deps) {
      await discardCandidate(deps, params.name, params.version, deps.identify(request));
      return { status: 204 };
    },
  }),
  route({
    ...admin,
    method: "delete",
    path: "/api/brands/:name",
    summary: "Remove a brand; batches that name it keep it",
    bodyKind: "none",
    params: byName,
    response: { status: 204 },
    async handle({ params, request }, deps) {
      await removeBrand(deps, params.name, deps.identify(request));
      return { status: 204 };
    },
  }),
  route({
    ...admin,
    method: "get",
    path: "/api/brands/:name/versions/:version/:file",
    summary: "Get a picture of the mark",
    bodyKind: "none",
    params: byFile,
    response: { status: 200, contentType: "image/png" },
    async handle({ params }, deps) {
      await requireBrand(deps, params.name);
      const png = await deps.store.brands.read(params.name, params.version, params.file);
      if (png === undefined) throw new Problem("not_found", "The brand has no such picture.");
      const headers = { "content-type": "image/png", "cache-control": "private, max-age=86400, immutable" };
      return { status: 200, stream: Readable.from([png]), headers };
    },
  }),
];
