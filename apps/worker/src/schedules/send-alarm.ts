import type { KnownSchedule, ScheduleInFlight, ScheduleRecord } from "@symphony/batch-store";
import type { ScheduleAlarm } from "@symphony/contract";
import type { MailLimit } from "@symphony/messaging";
import type { Logger } from "@symphony/service";
import type { HttpClient } from "../http-client/http-client.ts";
import type { Mailer } from "../mail/mailer.ts";
import { postSigned } from "../webhook/post-signed.ts";
import { composeAlarm } from "./compose-alarm.ts";
import { ended } from "./end-run.ts";
import type { HeldRun } from "./lease.ts";

export interface AlarmDeps {
  /** Without a mail server no mail is sent, without a secret no webhook. */
  mail: { mailer: Mailer; limit: MailLimit; host: string } | undefined;
  webhook: { http: HttpClient; secret: string } | undefined;
  publicUrl: string;
  attempts: number;
  firstPauseMs: number;
  logger: Logger;
}

type Way = ScheduleInFlight["told"][number];

/** Tells those who want to know, each once; a crash in between sends the same message, with the same id, once more. */
export async function sendAlarm(deps: AlarmDeps, held: HeldRun, record: KnownSchedule): Promise<void> {
  const alarm = alarmOf(held.id, record, held.run);
  const ways = waysOf(record);
  const told: Way[] = [...held.run.told];
  for (const way of ways.filter((each) => !told.includes(each))) {
    const send = way === "email" ? sendMail(deps, record, alarm) : sendWebhook(deps, record, alarm);
    const sent = await send.catch((err: unknown) => {
      deps.logger.warn({ err, schedule: held.id, way }, "alarm:not sent");
      return false;
    });
    if (sent) told.push(way);
  }
  const tries = held.run.tries + 1;
  const isSent = ways.every((way) => told.includes(way));
  const retry_at = new Date(Date.now() + deps.firstPauseMs * 2 ** (tries - 1)).toISOString();
  await held.change((current, run) => {
    const next: ScheduleInFlight = { ...run, told, tries, retry_at };
    if (isSent) return ended(current, { ...next, alarm: "sent" });
    return tries < deps.attempts ? { ...current, run: next } : ended(current, { ...next, alarm: "failed" });
  });
}

const waysOf = ({ alarm }: ScheduleRecord): Way[] => [
  ...(alarm.email === null ? [] : (["email"] as const)),
  ...(alarm.webhook_url === null ? [] : (["webhook"] as const)),
];

const alarmOf = (id: string, { name }: ScheduleRecord, run: ScheduleInFlight): ScheduleAlarm => ({
  event: "schedule.alarm",
  delivery: `${id}.${run.claimed_id}`,
  schedule: { id, name },
  batch_id: run.batch_id,
  verdicts: run.verdicts,
  invalid_share: run.invalid_share,
  earlier_share: run.earlier_share,
  error: run.error,
});

async function sendMail({ mail, publicUrl }: AlarmDeps, { alarm }: ScheduleRecord, facts: ScheduleAlarm) {
  if (mail === undefined || alarm.email === null) return false;
  const messageId = `<schedule.${facts.delivery}@${mail.host}>`;
  if (!(await mail.limit.take(alarm.email, messageId))) return false;
  const message = { messageId, to: alarm.email, ...composeAlarm(facts, publicUrl), csv: undefined, pictures: [] };
  await mail.mailer.send(message);
  return true;
}

async function sendWebhook({ webhook }: AlarmDeps, { alarm }: ScheduleRecord, facts: ScheduleAlarm): Promise<boolean> {
  if (webhook === undefined || alarm.webhook_url === null) return false;
  const status = await postSigned(webhook, alarm.webhook_url, facts, new Date());
  return status >= 200 && status < 300;
}
