import { Button } from "@mantine/core";
import { IconCloudOff, IconPhotoOff, IconUnlink, IconUpload } from "@tabler/icons-react";
import type { BatchId } from "@symphony/contract";
import { useQueryClient } from "@tanstack/react-query";
import { showBatch } from "../browser/address.ts";
import { t } from "../browser/language/text.ts";
import { statusKey } from "../state/statuses.ts";
import { MissingCard } from "./missing-card.tsx";

const ICONS = {
  deleted: IconUnlink,
  unknown: IconUnlink,
  uploading: IconUpload,
  empty: IconPhotoOff,
  unreachable: IconCloudOff,
} as const;

/** Shown instead of a batch that does not exist, has no images or cannot be read, and of an address that leads nowhere. */
export function MissingBatch({ id, kind }: { id?: BatchId; kind: keyof typeof ICONS }) {
  const queries = useQueryClient();
  return (
    <MissingCard icon={ICONS[kind]} title={t(`missing.${kind}.title`)} text={t(`missing.${kind}.text`)}>
      {kind === "unreachable" && id !== undefined ? (
        <Button onClick={() => void queries.resetQueries({ queryKey: statusKey(id) })}>{t("missing.again")}</Button>
      ) : (
        <Button onClick={() => showBatch(undefined)}>{t("missing.start")}</Button>
      )}
    </MissingCard>
  );
}
