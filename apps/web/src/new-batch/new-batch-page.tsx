import { Title } from "@mantine/core";
import { useEffect, useRef } from "react";
import { ComposeCard } from "./new-batch-form.tsx";
import classes from "./new-batch.module.css";
import { RecentList } from "./recent-batches-list.tsx";
import { UploadNotice } from "./upload-notice.tsx";

export function HomePage() {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = "Symphony";
    // Coming back from a batch, the keyboard starts here; on a first visit nothing is to be focused.
    if (history.length > 1 && document.activeElement !== document.body) heading.current?.focus();
  }, []);
  return (
    <div className={classes["home"]}>
      <div className={classes["lead"]}>
        <Title order={1} ref={heading} tabIndex={-1} fz={{ base: 26, sm: 34 }} lh={1.2}>
          Is the logo on every photo?
        </Title>
        <p className="quiet">
          Bring product photos, watch them being checked, look at what failed, and take a CSV away.
        </p>
      </div>
      <UploadNotice />
      <ComposeCard />
      <RecentList />
    </div>
  );
}
