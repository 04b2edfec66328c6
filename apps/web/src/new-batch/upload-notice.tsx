import { Alert, Button, Group } from "@mantine/core";
import { IconAlertCircle, IconInfoCircle, IconUpload } from "@tabler/icons-react";
import type { BatchId } from "@symphony/contract";
import { showBatch } from "../browser/address.ts";
import { t } from "../browser/language/text.ts";
import { useSignal } from "../browser/use-signal.ts";
import { SkippedList } from "../shared-ui/skipped-list.tsx";
import { useSession } from "../state/use-session.ts";
import { alreadyAccepted } from "../upload/upload.ts";
import type { UploadState } from "../upload/upload.ts";
import { FORM_ID } from "./new-batch-form.tsx";
import { useSelection } from "./use-selection.ts";

/** Shows an upload that runs in the background, was cancelled, or failed; a failed one can be sent again. */
export function UploadNotice() {
  const { upload } = useSession();
  const state = useSignal(upload.state);
  if (state.state === "busy" && state.batchId !== undefined) return <Running id={state.batchId} />;
  if (state.state === "cancelled") return <CancelledAfterAccept id={state.batchId} />;
  return state.state === "failed" ? <Failed failure={state} /> : null;
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

/** A note, not an alert: screen readers have read the sentence out already. */
function CancelledAfterAccept({ id }: { id: BatchId }) {
  const { upload } = useSession();
  return (
    <Alert role="note" color="cyan" variant="outline" icon={<IconInfoCircle aria-hidden />} title={alreadyAccepted()}>
      <Group gap="sm">
        <Button size="xs" onClick={() => showBatch(id)}>
          {t("notice.show")}
        </Button>
        <Button size="xs" variant="default" onClick={() => upload.dismiss()}>
          {t("notice.dismiss")}
        </Button>
      </Group>
    </Alert>
  );
}
