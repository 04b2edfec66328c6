import { afterEach, beforeEach, describe } from "@jest/globals";
import type { BatchStore } from "../src/port.ts";
import { testAudit } from "./installation/audit-contract.ts";
import { testBrands } from "./installation/brands-contract.ts";
import { testCorrections } from "./corrections-contract.ts";
import { testIntake } from "./intake-contract.ts";
import { testKeys } from "./installation/keys-contract.ts";
import { testNotifications } from "./notifications-contract.ts";
import { testOwnership } from "./ownership-contract.ts";
import { testPayloads } from "./payloads-contract.ts";
import { testRecords } from "./records-contract.ts";
import { testResults } from "./results-contract.ts";
import { testRetention } from "./retention-contract.ts";
import { testReviews } from "./reviews-contract.ts";
import { testRuns } from "./runs-contract.ts";
import { testUploads } from "./installation/uploads-contract.ts";
import { testShares } from "./shares-contract.ts";
import { testSources } from "./installation/sources-contract.ts";
import { testStaging } from "./staging-contract.ts";

/** A place for one store. Several processes may open it at once. */
export interface Medium {
  openStore(): Promise<BatchStore>;
  remove(): Promise<void>;
}

/** Two processes that share a store. */
export interface Stores {
  store: BatchStore;
  other: BatchStore;
}

/**
 * The promises of `port.ts`, tested through the port alone. Each implementation runs it.
 *
 * @param openMedium gives an empty medium
 */
export function testBatchStore(name: string, openMedium: () => Promise<Medium>): void {
  describe(name, () => {
    let medium: Medium;
    const stores = {} as Stores;
    beforeEach(async () => {
      medium = await openMedium();
      stores.store = await medium.openStore();
      stores.other = await medium.openStore();
    });
    afterEach(() => medium.remove());

    describe("staging", () => testStaging(stores));
    describe("uploads", () => testUploads(stores));
    describe("intake", () => testIntake(stores));
    describe("payloads", () => testPayloads(stores));
    describe("results", () => testResults(stores));
    describe("reviews", () => testReviews(stores));
    describe("records and removals", () => testRecords(stores));
    describe("API keys", () => testKeys(stores));
    describe("audit log", () => testAudit(stores));
    describe("brands", () => testBrands(stores));
    describe("shares", () => testShares(stores));
    describe("sources", () => testSources(stores));
    describe("runs", () => testRuns(stores));
    describe("corrections", () => testCorrections(stores));
    describe("notifications", () => testNotifications(stores));
    describe("retention", () => testRetention(stores));
    describe("ownership", () => testOwnership(stores, openMedium));
  });
}
