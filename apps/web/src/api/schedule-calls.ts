import type { ChangeSchedule, Schedule, ScheduleSource } from "@symphony/contract";
import { request, requestJson } from "./request.ts";

/** The administrator's calls need no API key. */
const ADMIN = { usesApiKey: false } as const;

export interface NewSchedule {
  name: string;
  source: ScheduleSource;
  every_hours: number;
  alarm: { rise: number; email: string | null; webhook_url: string | null };
}

export async function readSchedules(signal?: AbortSignal): Promise<Schedule[]> {
  return (await requestJson<{ schedules: Schedule[] }>("/api/schedules", { ...ADMIN, signal })).schedules;
}

export function addSchedule(schedule: NewSchedule): Promise<Schedule> {
  return requestJson("/api/schedules", { ...ADMIN, method: "POST", json: schedule });
}

export function changeSchedule(id: string, change: ChangeSchedule): Promise<Schedule> {
  return requestJson(`/api/schedules/${id}`, { ...ADMIN, method: "PATCH", json: change });
}

export function runSchedule(id: string): Promise<Schedule> {
  return requestJson(`/api/schedules/${id}/run`, { ...ADMIN, method: "POST" });
}

export async function removeSchedule(id: string): Promise<void> {
  await request(`/api/schedules/${id}`, { ...ADMIN, method: "DELETE" });
}
