import { Button, Title } from "@mantine/core";
import { IconCloudOff, IconPhotoOff, IconUnlink } from "@tabler/icons-react";
import type { BatchId } from "@symphony/contract";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { showBatch } from "../browser/address.ts";
import { t } from "../browser/language/text.ts";
import { statusKey } from "../state/statuses.ts";
import classes from "./batch-page.module.css";

const ICONS = { deleted: IconUnlink, unknown: IconUnlink, empty: IconPhotoOff, unreachable: IconCloudOff } as const;

/** Shown instead of a batch that does not exist, has no images or cannot be read, and of an address that leads nowhere. */
export function MissingBatch({ id, kind }: { id?: BatchId; kind: keyof typeof ICONS }) {
  const queries = useQueryClient();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [kind]);
  const title = t(`missing.${kind}.title`);
  useEffect(() => {
    document.title = `${title} · Symphony`;
  }, [title]);
  const Icon = ICONS[kind];
  return (
    <div className={`card ${classes["missing"]}`}>
      <Icon size={44} stroke={1.4} aria-hidden className="quiet" />
      <Title order={1} fz={22} ref={heading} tabIndex={-1}>
        {title}
      </Title>
      <p>{t(`missing.${kind}.text`)}</p>
      {kind === "unreachable" && id !== undefined ? (
        <Button onClick={() => void queries.resetQueries({ queryKey: statusKey(id) })}>{t("missing.again")}</Button>
      ) : (
        <Button onClick={() => showBatch(undefined)}>{t("missing.start")}</Button>
      )}
    </div>
  );
}
