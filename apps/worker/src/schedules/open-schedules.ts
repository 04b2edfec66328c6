import { createMailLimit } from "@symphony/messaging";
import { mailHostOf } from "@symphony/service";
import type { WorkerConfig } from "../config.ts";
import { openUrlFetcher } from "../fetch/fetch-url.ts";
import { openHttpClient } from "../http-client/http-client.ts";
import { openMailer } from "../mail/mailer.ts";
import type { Services } from "../services.ts";
import type { AlarmDeps } from "./send-alarm.ts";
import { SITEMAP_MAX_BYTES } from "./sources/list-sitemap.ts";
import { watchSchedules } from "./watch-schedules.ts";

export interface SchedulesDeps extends Services {
  config: WorkerConfig;
  workerId: string;
}

/** Runs schedules, with clients of their own: a slow shop takes no connection from the images of batches. */
export async function openSchedules(deps: SchedulesDeps): Promise<{ close(): Promise<void> }> {
  const { config } = deps;
  const web = openUrlFetcher({
    maxBytes: SITEMAP_MAX_BYTES,
    timeoutMs: config.URL_FETCH_TIMEOUT_MS,
    allowCidrs: config.URL_FETCH_ALLOW_CIDRS,
    userAgent: config.URL_FETCH_USER_AGENT,
    headersByHost: config.URL_FETCH_HEADERS,
    retryAfterMaxMs: config.URL_RETRY_AFTER_MAX_MS,
  });
  const alarm = openAlarm(deps);
  const watching = watchSchedules({
    ...deps,
    alarm,
    lister: { web, scratch: deps.scratchDir, buckets: config.SOURCE_BUCKETS, maxItems: config.MAX_SCHEDULE_ITEMS },
    everyMs: config.SCHEDULES_EVERY_MS,
    leaseMs: config.SCHEDULE_LEASE_MS,
  });
  return {
    async close() {
      const stopped = watching.stop();
      // What is in flight fails, and another worker goes on with it.
      alarm.mail?.mailer.close();
      await Promise.all([web.close(), alarm.webhook?.http.close()]);
      await stopped;
    },
  };
}

function openAlarm({ config, redis, logger }: SchedulesDeps): AlarmDeps {
  const { SMTP_SERVER: server, WEBHOOK_SECRET: secret } = config;
  return {
    mail:
      server === undefined
        ? undefined
        : {
            mailer: openMailer(config, server),
            limit: createMailLimit(redis, config.MAIL_PER_RECIPIENT_PER_HOUR),
            host: mailHostOf(config.SENDER_EMAIL),
          },
    webhook: secret === undefined ? undefined : { http: openHttpClient(config.URL_FETCH_ALLOW_CIDRS), secret },
    publicUrl: config.PUBLIC_URL,
    attempts: config.WEBHOOK_ATTEMPTS,
    firstPauseMs: config.WEBHOOK_FIRST_PAUSE_MS,
    logger,
  };
}
