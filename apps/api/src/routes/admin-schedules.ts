import { z } from "zod";
import { addScheduleSchema, changeScheduleSchema, scheduleSchema, schedulesSchema } from "@symphony/contract";
import { ok, route } from "../http/route.ts";
import type { Route } from "../http/route.ts";
import {
  addSchedule,
  editSchedule,
  listSchedules,
  removeSchedule,
  runScheduleNow,
} from "../sources/schedules/manage-schedules.ts";

const byId = z.object({ id: z.uuid() });
/** Room for as many addresses as a schedule may name. */
const BODY_MAX_BYTES = 4 * 1024 * 1024;

const admin = { tag: "Admin" } as const;

/** Sources that are checked again and again, for the administrator. */
export const adminScheduleRoutes: readonly Route[] = [
  route({
    ...admin,
    method: "get",
    path: "/api/schedules",
    summary: "List all schedules with their runs",
    bodyKind: "none",
    response: { status: 200, schema: schedulesSchema },
    async handle(_call, deps) {
      return ok({ schedules: await listSchedules(deps) });
    },
  }),
  route({
    ...admin,
    method: "post",
    path: "/api/schedules",
    summary: "Add a schedule; it runs at once",
    bodyKind: "json",
    bodyMaxBytes: BODY_MAX_BYTES,
    body: addScheduleSchema,
    response: { status: 201, schema: scheduleSchema },
    async handle({ body, request }, deps) {
      return { status: 201, body: await addSchedule(deps, body, deps.identify(request)) };
    },
  }),
  route({
    ...admin,
    method: "patch",
    path: "/api/schedules/:id",
    summary: "Change a schedule",
    bodyKind: "json",
    bodyMaxBytes: BODY_MAX_BYTES,
    params: byId,
    body: changeScheduleSchema,
    response: { status: 200, schema: scheduleSchema },
    async handle({ params, body }, deps) {
      return ok(await editSchedule(deps, params.id, body));
    },
  }),
  route({
    ...admin,
    method: "post",
    path: "/api/schedules/:id/run",
    summary: "Run a schedule now",
    bodyKind: "none",
    params: byId,
    response: { status: 200, schema: scheduleSchema },
    async handle({ params }, deps) {
      return ok(await runScheduleNow(deps, params.id));
    },
  }),
  route({
    ...admin,
    method: "delete",
    path: "/api/schedules/:id",
    summary: "Remove a schedule; its batches stay",
    bodyKind: "none",
    params: byId,
    response: { status: 204 },
    async handle({ params }, deps) {
      await removeSchedule(deps, params.id);
      return { status: 204 };
    },
  }),
];
