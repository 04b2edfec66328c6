import { Title } from "@mantine/core";
import { lazy, Suspense, useEffect, useRef } from "react";
import { t } from "../browser/language/text.ts";
import { useSignal } from "../browser/use-signal.ts";
import { useCapabilities } from "../state/capabilities.ts";
import { useSession } from "../state/use-session.ts";
import { DraftNote } from "./draft-note.tsx";
import { FirstSteps } from "./first-steps.tsx";
import { NewBatchForm } from "./new-batch-form.tsx";
import classes from "./new-batch.module.css";
import { RecentBatchesList } from "./recent-batches-list.tsx";
import { UploadNotice } from "./upload-notice.tsx";

const BatchSearch = lazy(() =>
  import("../search/batch-search.tsx").then(({ BatchSearch: search }) => ({ default: search })),
);

export function NewBatchPage() {
  const heading = useRef<HTMLHeadingElement>(null);
  const ofServer = useCapabilities()?.brands ?? [];
  const chosen = useSignal(useSession().draft.brands);
  const brands = chosen.length > 0 ? chosen : ofServer;
  useEffect(() => {
    document.title = "Symphony";
    // After a batch page the keyboard starts at the heading; on a first visit nothing is focused.
    if (history.length > 1 && document.activeElement !== document.body) heading.current?.focus();
  }, []);
  return (
    <div className={classes["page"]}>
      <div className={classes["lead"]}>
        <Title order={1} ref={heading} tabIndex={-1} fz={{ base: 26, sm: 34 }} lh={1.2}>
          {t("start.title")}
        </Title>
        <p className="quiet">{t("start.text")}</p>
        {brands.length > 0 && <p>{t("start.brands", { brands: brands.join(", ") })}</p>}
      </div>
      <UploadNotice />
      <NewBatchForm />
      <Suspense fallback={null}>
        <BatchSearch />
      </Suspense>
      <DraftNote />
      <FirstSteps />
      <RecentBatchesList />
    </div>
  );
}
