import { Button } from "@mantine/core";
import type { BatchId, Message, Notifications } from "@symphony/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { sendMailAgain } from "../api/record-calls.ts";
import { recordKey } from "../api/record-key.ts";
import { formatWhen } from "../browser/format.ts";
import { t } from "../browser/language/text.ts";
import classes from "./record.module.css";

interface Props {
  id: BatchId;
  notifications: Notifications;
  /** Until then nothing is sent. */
  finished: boolean;
}

/** What became of mail and webhook: what did not arrive is said here, because its reader waits for it in vain. */
export function NotificationList({ id, notifications: { mail, webhook }, finished }: Props) {
  const queries = useQueryClient();
  const again = useMutation({
    mutationFn: () => sendMailAgain(id),
    onSettled: () => queries.invalidateQueries({ queryKey: recordKey(id) }),
  });
  if (!finished || (mail === null && webhook === null)) return null;
  return (
    <ul className={classes["messages"]}>
      {mail !== null && (
        <li data-state={mail.state}>
          {t(`message.mail.${mail.state}`, { when: whenOf(mail) })}
          {mail.state === "failed" && (
            <Button size="compact-sm" variant="default" loading={again.isPending} onClick={() => again.mutate()}>
              {t("message.mail.again")}
            </Button>
          )}
          {again.error !== null && <span role="alert">{again.error.message}</span>}
        </li>
      )}
      {webhook !== null && (
        <li data-state={webhook.error === null ? webhook.state : "failed"}>
          {t(`message.webhook.${webhook.state}`, { when: whenOf(webhook) })}
          {webhook.error !== null && <span>{webhook.error}</span>}
        </li>
      )}
    </ul>
  );
}

const whenOf = ({ at }: Message): string => (at === null ? "" : formatWhen(at));
