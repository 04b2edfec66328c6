import { Button } from "@mantine/core";
import { IconReplace } from "@tabler/icons-react";
import type { BatchId } from "@symphony/contract";
import { lazy, Suspense, useState } from "react";
import { t } from "../browser/language/text.ts";

const CorrectDialog = lazy(() => import("./correct-dialog.tsx"));

interface Props {
  id: BatchId;
  /** The image that one file is for; without it files go by their names. */
  seq?: number;
  size?: "compact-sm";
  /** Not while the batch runs; the dialog that started the run stays open then. */
  isOffered: boolean;
}

/** Opens the dialog that sends new files for images that failed. */
export function CorrectButton({ id, seq, size, isOffered }: Props) {
  const [opened, setOpened] = useState(false);
  return (
    <>
      {isOffered && (
        <Button
          variant="default"
          {...(size === undefined ? {} : { size })}
          leftSection={<IconReplace size={16} aria-hidden />}
          onClick={() => setOpened(true)}
        >
          {t(seq === undefined ? "correct.start" : "correct.one")}
        </Button>
      )}
      {opened && (
        <Suspense fallback={null}>
          <CorrectDialog id={id} seq={seq} onClose={() => setOpened(false)} />
        </Suspense>
      )}
    </>
  );
}
