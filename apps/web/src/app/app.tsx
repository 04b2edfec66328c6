import { Container } from "@mantine/core";
import { lazy, Suspense, useEffect } from "react";
import { keyRequired } from "../api/api-key.ts";
import { MissingBatch } from "../batch/missing-batch.tsx";
import { shownAdmin, shownBatch, shownNothing } from "../browser/address.ts";
import { language } from "../browser/language/language.ts";
import { t } from "../browser/language/text.ts";
import { liveRegionText } from "../browser/live-region.ts";
import { useSignal } from "../browser/use-signal.ts";
import { comparedBatch } from "../browser/compare-address.ts";
import { NewBatchPage } from "../new-batch/new-batch-page.tsx";
import { useCapabilities } from "../state/capabilities.ts";
import { ConnectionBanner } from "./connection-banner.tsx";
import { Footer } from "./footer.tsx";
import { Header } from "./header.tsx";
import { useConnection } from "./use-connection.ts";
import { useLeaveGuard } from "./use-leave-guard.ts";

const AdminPage = lazy(() => import("../admin/admin-page.tsx"));
const loadBatchPage = () => import("../batch/batch-page.tsx");
const BatchPage = lazy(() => loadBatchPage().then(({ BatchPage: page }) => ({ default: page })));
/** It is there when an upload starts, also where the network is lost by then. */
const LOAD_BATCH_PAGE_AFTER_MS = 2_000;
const ComparePage = lazy(() => import("../compare/compare-page.tsx"));
const KeyDialog = lazy(() => import("./key-dialog.tsx"));

/** Everything is made again in another language; what people did is in the session and in the address. */
export function App() {
  return <Page key={useSignal(language)} />;
}

function Page() {
  useConnection();
  useLeaveGuard();
  const batchId = useSignal(shownBatch);
  const admin = useSignal(shownAdmin);
  const compared = comparedBatch(location.search);
  const nothing = useSignal(shownNothing);
  const needsKey = useSignal(keyRequired);
  useEffect(() => {
    const timer = setTimeout(() => void loadBatchPage().catch(() => {}), LOAD_BATCH_PAGE_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  // Read at once, so that the API key dialog opens before the user chooses files.
  useCapabilities(!admin);
  return (
    <>
      <a className="skip" href="#main">
        {t("app.skip")}
      </a>
      <Header />
      {!admin && <ConnectionBanner />}
      <Container component="main" id="main" size={1180} py="lg" px={{ base: "sm", sm: "lg" }}>
        {admin ? (
          <Suspense fallback={null}>
            <AdminPage />
          </Suspense>
        ) : nothing ? (
          <MissingBatch kind="unknown" />
        ) : batchId === undefined ? (
          <NewBatchPage />
        ) : compared !== undefined ? (
          <Suspense fallback={null}>
            <ComparePage id={batchId} before={compared} />
          </Suspense>
        ) : (
          <Suspense fallback={null}>
            <BatchPage key={batchId} id={batchId} />
          </Suspense>
        )}
      </Container>
      <Footer />
      <LiveRegion />
      {needsKey && (
        <Suspense fallback={null}>
          <KeyDialog />
        </Suspense>
      )}
    </>
  );
}

function LiveRegion() {
  return (
    <div role="status" aria-live="polite" style={HIDDEN}>
      {useSignal(liveRegionText)}
    </div>
  );
}

const HIDDEN = {
  position: "absolute",
  width: 1,
  height: 1,
  overflow: "hidden",
  clipPath: "inset(50%)",
  whiteSpace: "nowrap",
} as const;
