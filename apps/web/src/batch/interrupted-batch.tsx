import { Button, Group } from "@mantine/core";
import { IconUpload } from "@tabler/icons-react";
import { showBatch } from "../browser/address.ts";
import { formatBytes } from "../browser/format.ts";
import { t, tn } from "../browser/language/text.ts";
import { useSignal } from "../browser/use-signal.ts";
import { useSession } from "../state/use-session.ts";
import { filesToContinue } from "../upload/interrupted-upload.ts";
import type { SendingNote } from "../upload/interrupted-upload.ts";
import { MissingCard } from "./missing-card.tsx";

/** Shown instead of a batch whose upload a reload interrupted: the same tab can continue it. */
export function InterruptedBatch({ note }: { note: SendingNote }) {
  const { draft, upload } = useSession();
  const picked = filesToContinue(note, useSignal(draft.picks).picked);
  const arrived = t("interrupted.arrived", { sent: formatBytes(note.sent), total: formatBytes(note.bytes) });
  const chooseAgain = (): void => {
    draft.title.set(note.order.title ?? "");
    draft.supplier.set(note.order.supplier ?? "");
    draft.brands.set(note.order.brands ?? []);
    draft.email.set(note.order.email ?? "");
    showBatch(undefined);
  };
  return (
    <MissingCard
      icon={IconUpload}
      title={t("interrupted.title")}
      text={`${arrived} ${picked === undefined ? tn("interrupted.choose", note.files) : t("interrupted.goesOn")}`}
    >
      {picked === undefined ? (
        <Button onClick={chooseAgain}>{t("interrupted.chooseAgain")}</Button>
      ) : (
        <Group gap="sm" justify="center">
          <Button
            onClick={() => void upload.resume(note.batchId, { ...note.order, source: { kind: "files", picked } })}
          >
            {t("interrupted.continue")}
          </Button>
          <Button variant="default" onClick={() => showBatch(undefined)}>
            {t("missing.start")}
          </Button>
        </Group>
      )}
    </MissingCard>
  );
}
