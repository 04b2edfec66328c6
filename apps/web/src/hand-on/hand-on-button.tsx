import { Button } from "@mantine/core";
import { IconShare2 } from "@tabler/icons-react";
import type { BatchId, Status } from "@symphony/contract";
import { t } from "../browser/language/text.ts";
import { lazy, Suspense, useState } from "react";

const HandOnDialog = lazy(() => import("./hand-on-dialog.tsx"));

/** Opens what a finished batch is handed on by: reports, links, comparisons. */
export function HandOnButton({ id, status }: { id: BatchId; status: Status }) {
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button variant="default" leftSection={<IconShare2 size={16} aria-hidden />} onClick={() => setOpened(true)}>
        {t("handOn.start")}
      </Button>
      {opened && (
        <Suspense fallback={null}>
          <HandOnDialog id={id} status={status} onClose={() => setOpened(false)} />
        </Suspense>
      )}
    </>
  );
}
