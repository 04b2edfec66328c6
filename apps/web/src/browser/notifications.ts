import type { Status } from "@symphony/contract";
import { t } from "./language/text.ts";
import { announceToScreenReader } from "./live-region.ts";
import { createSignal } from "./signal.ts";
import { localStore } from "./storage.ts";

const KEY = "symphony.notify";

/** Browsers allow notifications only on secure pages. */
export const canNotify = (): boolean => "Notification" in window && window.isSecureContext;

export const notificationsEnabled = createSignal(
  localStore.read(KEY) === "yes" && canNotify() && Notification.permission === "granted",
);

/** @returns whether the browser allows it */
export async function setNotificationsEnabled(enabled: boolean): Promise<boolean> {
  const granted = enabled && (await Notification.requestPermission()) === "granted";
  localStore.write(KEY, granted ? "yes" : undefined);
  notificationsEnabled.set(granted);
  return granted || !enabled;
}

/** Reports a finished batch to screen readers, and as a notification while the page is hidden. */
export function notifyFinished(status: Status, title = t("notify.yourBatch")): void {
  const { valid, invalid, error } = status;
  const sum = t("notify.sum", { valid, invalid, errors: error });
  announceToScreenReader(t("notify.finished", { sum }));
  if (!notificationsEnabled.get() || document.visibilityState === "visible") return;
  const notification = new Notification(t("notify.title", { title }), {
    body: sum,
    icon: "/favicon.svg",
    tag: status.batch_id,
  });
  notification.addEventListener("click", () => window.focus());
}
