import { Alert, Button, Group } from "@mantine/core";
import { IconAlertCircle, IconUpload } from "@tabler/icons-react";
import type { BatchId } from "@symphony/contract";
import { showBatch } from "../browser/address.ts";
import { useSignal } from "../browser/use-signal.ts";
import { useSession } from "../page/use-session.ts";
import { LeftOutList } from "./left-out-list.tsx";

/** An upload goes on in the background, or was not accepted: then what was chosen is still there to be sent again. */
export function UploadNotice() {
  const { upload } = useSession();
  const state = useSignal(upload.state);
  if (state.state === "busy" && state.batchId !== undefined) return <Running id={state.batchId} />;
  if (state.state !== "failed") return null;
  return (
    <Alert role="alert" color="red" variant="outline" icon={<IconAlertCircle aria-hidden />} title="The upload did not work">
      <p style={{ margin: "0 0 12px" }}>{state.message} Nothing was lost: your choice is still below.</p>
      {state.skipped.length > 0 && <LeftOutList count={state.skipped.length} items={state.skipped} />}
      <Group gap="sm" mt="sm">
        <Button size="xs" onClick={() => void upload.again()}>Try again</Button>
        <Button size="xs" variant="default" onClick={() => upload.dismiss()}>Dismiss</Button>
      </Group>
    </Alert>
  );
}

function Running({ id }: { id: BatchId }) {
  return (
    <Alert color="cyan" variant="outline" icon={<IconUpload aria-hidden />} title="An upload is running">
      <Button size="xs" onClick={() => showBatch(id)}>Show it</Button>
    </Alert>
  );
}
