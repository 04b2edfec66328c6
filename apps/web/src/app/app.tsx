import { Container } from "@mantine/core";
import { lazy, Suspense } from "react";
import { keyRequired } from "../api/api-key.ts";
import { BatchPage } from "../batch/batch-page.tsx";
import { shownAdmin, shownBatch } from "../browser/address.ts";
import { liveRegionText } from "../browser/live-region.ts";
import { useSignal } from "../browser/use-signal.ts";
import { comparedBatch } from "../compare/compare-address.ts";
import { NewBatchPage } from "../new-batch/new-batch-page.tsx";
import { useCapabilities } from "../state/capabilities.ts";
import { ConnectionBanner } from "./connection-banner.tsx";
import { Header } from "./header.tsx";
import { useConnection } from "./use-connection.ts";
import { useLeaveGuard } from "./use-leave-guard.ts";

const AdminPage = lazy(() => import("../admin/admin-page.tsx"));
const ComparePage = lazy(() => import("../compare/compare-page.tsx"));
const KeyDialog = lazy(() => import("./key-dialog.tsx"));

export function App() {
  useConnection();
  useLeaveGuard();
  const batchId = useSignal(shownBatch);
  const admin = useSignal(shownAdmin);
  const compared = comparedBatch(location.search);
  const needsKey = useSignal(keyRequired);
  // Read at once, so that the API key dialog opens before the user chooses files.
  useCapabilities(!admin);
  return (
    <>
      <a className="skip" href="#main">
        Skip to content
      </a>
      <Header />
      {!admin && <ConnectionBanner />}
      <Container component="main" id="main" size={1180} py="lg" px={{ base: "sm", sm: "lg" }}>
        {admin ? (
          <Suspense fallback={null}>
            <AdminPage />
          </Suspense>
        ) : batchId === undefined ? (
          <NewBatchPage />
        ) : compared !== undefined ? (
          <Suspense fallback={null}>
            <ComparePage id={batchId} before={compared} />
          </Suspense>
        ) : (
          <BatchPage key={batchId} id={batchId} />
        )}
      </Container>
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
