import { Alert, Button, Group } from "@mantine/core";
import { IconAlertCircle } from "@tabler/icons-react";
import { useSignal } from "../browser/use-signal.ts";
import { useSession } from "../page/use-session.ts";
import { LeftOutList } from "./left-out-list.tsx";

/** Nothing was accepted, and what was chosen is still there: try again, or change it. */
export function UploadFailed() {
  const { upload } = useSession();
  const state = useSignal(upload.state);
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
