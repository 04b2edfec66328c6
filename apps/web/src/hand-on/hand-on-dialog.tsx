import type { BatchId, Status } from "@symphony/contract";
import { t } from "../browser/language/text.ts";
import { Dialog } from "../shared-ui/dialog.tsx";
import { ComparePicker } from "./compare-picker.tsx";
import { Downloads } from "./downloads.tsx";
import { DuplicateGroups } from "./duplicate-groups.tsx";
import classes from "./hand-on.module.css";
import { ShareLinks } from "./share-links.tsx";

interface Props {
  id: BatchId;
  status: Status;
  onClose(): void;
}

export default function HandOnDialog({ id, status, onClose }: Props) {
  return (
    <Dialog title={t("handOn.start")} onClose={onClose}>
      <div className={classes["body"]}>
        <Downloads id={id} status={status} />
        <ShareLinks id={id} />
        <ComparePicker id={id} />
        <DuplicateGroups id={id} kind="same" />
        <DuplicateGroups id={id} kind="alike" />
      </div>
    </Dialog>
  );
}
