import { Button } from "@mantine/core";
import { IconShare2 } from "@tabler/icons-react";
import type { BatchId } from "@symphony/contract";
import { lazy, Suspense, useState } from "react";
import { t } from "../browser/language/text.ts";

const HandOnDialog = lazy(() => import("./hand-on-dialog.tsx"));

/** Opens what a finished batch is handed on by: reports, links, comparisons. */
export function HandOnButton({ id }: { id: BatchId }) {
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button variant="default" leftSection={<IconShare2 size={16} aria-hidden />} onClick={() => setOpened(true)}>
        {t("handOn.title")}
      </Button>
      {opened && (
        <Suspense fallback={null}>
          <HandOnDialog id={id} onClose={() => setOpened(false)} />
        </Suspense>
      )}
    </>
  );
}
