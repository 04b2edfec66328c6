import { Button, Title } from "@mantine/core";
import { IconCheck, IconLink } from "@tabler/icons-react";
import type { BatchId, Status } from "@symphony/contract";
import { useEffect, useRef, useState } from "react";
import { copyText } from "../browser/copy-text.ts";
import { formatWhen } from "../browser/format.ts";
import { t } from "../browser/language/text.ts";
import { announceToScreenReader } from "../browser/live-region.ts";
import { batchTitle, statusLabel } from "../shared-ui/labels.ts";
import classes from "./batch-page.module.css";

interface Props {
  id: BatchId;
  title: string | undefined;
  status: Status | undefined;
  uploading: boolean;
}

export function BatchHeading({ id, title: given, status, uploading }: Props) {
  const title = batchTitle(id, given);
  const heading = useRef<HTMLHeadingElement>(null);
  // On a new page, keyboard and screen reader start at its heading.
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  const state = uploading ? t("upload.uploading") : status === undefined ? undefined : statusLabel(status.status);
  const percentage = status?.status === "processing" ? `${Math.floor(status.progress_percentage)} % · ` : "";
  useEffect(() => {
    document.title = `${uploading ? "" : percentage}${state ?? t("progress.loading")} · ${title} · Symphony`;
  }, [uploading, percentage, state, title]);
  return (
    <div className={classes["heading"]}>
      <div>
        <Title order={1} ref={heading} tabIndex={-1} fz={{ base: 22, sm: 28 }} lh={1.25}>
          {title}
        </Title>
        <p className={classes["sub"]}>
          {status === undefined ? "\u00a0" : t("batch.started", { when: formatWhen(status.created_at) })}
        </p>
      </div>
      <CopyLink />
    </div>
  );
}

const COPIED_SHOWN_MS = 2_000;

function CopyLink() {
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    if (!(await copyText(location.href))) return announceToScreenReader(t("copy.failed"));
    setCopied(true);
    announceToScreenReader(t("copy.said"));
    setTimeout(() => setCopied(false), COPIED_SHOWN_MS);
  };
  return (
    <Button
      size="xs"
      variant="default"
      miw={118}
      onClick={() => void copy()}
      leftSection={copied ? <IconCheck size={15} aria-hidden /> : <IconLink size={15} aria-hidden />}
    >
      {t(copied ? "copy.done" : "copy.link")}
    </Button>
  );
}
