import { Button, FileButton, Group } from "@mantine/core";
import type { BatchId, CorrectionResponse } from "@symphony/contract";
import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { sendCorrections } from "../api/corrections.ts";
import { readStatus } from "../api/calls.ts";
import { t, tn } from "../browser/language/text.ts";
import { announceToScreenReader } from "../browser/live-region.ts";
import { Dialog } from "../shared-ui/dialog.tsx";
import { SkippedList } from "../shared-ui/skipped-list.tsx";
import { useSession } from "../state/use-session.ts";
import classes from "./correct.module.css";

interface Props {
  id: BatchId;
  seq: number | undefined;
  onClose(): void;
}

export default function CorrectDialog({ id, seq, onClose }: Props) {
  const session = useSession();
  const [share, setShare] = useState(0);
  const stop = useRef(new AbortController());
  const { mutate, isPending, error, data } = useMutation({
    mutationFn: (files: readonly File[]) =>
      sendCorrections(id, files, seq, {
        signal: stop.current.signal,
        onProgress: (sent, total) => setShare(total === 0 ? 0 : sent / total),
      }),
    async onSuccess({ corrected }) {
      announceToScreenReader(tn("correct.sent", corrected.length));
      session.statuses.set(id, await readStatus(id));
    },
  });
  const send = (files: File | File[] | null): void => {
    const all = files === null ? [] : [files].flat();
    if (all.length > 0) mutate(all);
  };
  const close = (): void => {
    stop.current.abort();
    onClose();
  };
  return (
    <Dialog title={t(seq === undefined ? "correct.start" : "correct.one")} onClose={close}>
      <div className={classes["body"]}>
        {data === undefined ? <p>{t(seq === undefined ? "correct.text" : "correct.textOne")}</p> : <Sent {...data} />}
        {error !== null && <p role="alert">{error.message}</p>}
        <Group gap="xs">
          {data === undefined && (
            <FileButton onChange={send} multiple={seq === undefined} accept="image/*,.zip">
              {(props) => (
                <Button {...props} loading={isPending}>
                  {t("correct.choose")}
                </Button>
              )}
            </FileButton>
          )}
          {isPending && <span className="quiet">{t("correct.sending", { percent: Math.floor(share * 100) })}</span>}
          {data !== undefined && <Button onClick={close}>{t("correct.done")}</Button>}
        </Group>
      </div>
    </Dialog>
  );
}

/** What is checked again, and which files were not used. */
function Sent({ corrected, skipped, skipped_count: count }: CorrectionResponse) {
  return (
    <>
      <p>{tn("correct.sent", corrected.length)}</p>
      {count > 0 && <SkippedList count={count} items={skipped} />}
    </>
  );
}
