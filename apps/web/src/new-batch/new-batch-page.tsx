import { Title } from "@mantine/core";
import { useEffect, useRef } from "react";
import { BatchSearch } from "../search/batch-search.tsx";
import { NewBatchForm } from "./new-batch-form.tsx";
import classes from "./new-batch.module.css";
import { RecentBatchesList } from "./recent-batches-list.tsx";
import { UploadNotice } from "./upload-notice.tsx";

export function NewBatchPage() {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = "Symphony";
    // After a batch page the keyboard starts at the heading; on a first visit nothing is focused.
    if (history.length > 1 && document.activeElement !== document.body) heading.current?.focus();
  }, []);
  return (
    <div className={classes["page"]}>
      <div className={classes["lead"]}>
        <Title order={1} ref={heading} tabIndex={-1} fz={{ base: 26, sm: 34 }} lh={1.2}>
          Is the logo on every photo?
        </Title>
        <p className="quiet">
          Upload product photos, watch them being checked, look at what failed, and download a CSV.
        </p>
      </div>
      <UploadNotice />
      <NewBatchForm />
      <BatchSearch />
      <RecentBatchesList />
    </div>
  );
}
