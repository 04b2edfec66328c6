import { Alert, Button, Group } from "@mantine/core";
import { IconAlertCircle, IconUpload } from "@tabler/icons-react";
import type { BatchId } from "@symphony/contract";
import { showBatch } from "../browser/address.ts";
import { t } from "../browser/language/text.ts";
import { useSignal } from "../browser/use-signal.ts";
import { SkippedList } from "../shared-ui/skipped-list.tsx";
import { useSession } from "../state/use-session.ts";
import { Note } from "../shared-ui/confirm/note.tsx";
import { alreadyAccepted } from "../upload/upload.ts";
import type { UploadState } from "../upload/upload.ts";
import { FORM_ID } from "./new-batch-form.tsx";
import { useSelection } from "./use-selection.ts";

/** Shows an upload that runs in the background, was cancelled, or failed; a failed one can be sent again. */
export function UploadNotice() {
  const { upload, cancelNote } = useSession();
  const state = useSignal(upload.state);
  const cancelled = useSignal(cancelNote);
  if (state.state === "busy" && state.batchId !== undefined) return <Running id={state.batchId} />;
  if (state.state === "cancelled") return <CancelledAfterAccept id={state.batchId} />;
  if (state.state === "failed") return <Failed failure={state} />;
  return cancelled === undefined ? null : <Note title={cancelled} onDismiss={() => cancelNote.set(undefined)} />;
}

function Failed({ failure: { message, skipped } }: { failure: Extract<UploadState, { state: "failed" }> }) {
  const { upload } = useSession();
  const { ready } = useSelection();
  return (
    <Alert role="alert" color="red" variant="outline" icon={<IconAlertCircle aria-hidden />} title={t("notice.failed")}>
      <p style={{ margin: "0 0 12px" }}>
        {sentence(message)} {t("notice.kept")}
      </p>
      {skipped.length > 0 && <SkippedList count={skipped.length} items={skipped} />}
      <Group gap="sm" mt="sm">
        <Button size="xs" type="submit" form={FORM_ID} disabled={!ready}>
          {t("missing.again")}
        </Button>
        <Button size="xs" variant="default" onClick={() => upload.dismiss()}>
          {t("notice.dismiss")}
        </Button>
      </Group>
    </Alert>
  );
}

/** Some messages of the server end without a full stop, because existing clients compare them. */
const sentence = (message: string): string => (/[.!?…]$/.test(message) ? message : `${message}.`);

function Running({ id }: { id: BatchId }) {
  return (
    <Alert color="cyan" variant="outline" icon={<IconUpload aria-hidden />} title={t("notice.running")}>
      <Button size="xs" onClick={() => showBatch(id)}>
        {t("notice.show")}
      </Button>
    </Alert>
  );
}

function CancelledAfterAccept({ id }: { id: BatchId }) {
  const { upload } = useSession();
  return (
    <Note title={alreadyAccepted()} onDismiss={() => upload.dismiss()}>
      <Button size="xs" onClick={() => showBatch(id)}>
        {t("notice.show")}
      </Button>
    </Note>
  );
}
