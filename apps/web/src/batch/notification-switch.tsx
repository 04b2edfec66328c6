import { Switch } from "@mantine/core";
import "@mantine/core/styles/Switch.css";
import { useState } from "react";
import { t } from "../browser/language/text.ts";
import { announceToScreenReader } from "../browser/live-region.ts";
import { canNotify, notificationsEnabled, setNotificationsEnabled } from "../browser/notifications.ts";
import { useSignal } from "../browser/use-signal.ts";

/** Turns notifications on; says so where the browser does not allow them. */
export function NotificationSwitch() {
  const enabled = useSignal(notificationsEnabled);
  const [refused, setRefused] = useState(false);
  if (!canNotify()) return null;
  const change = async (wanted: boolean): Promise<void> => {
    const allowed = await setNotificationsEnabled(wanted);
    setRefused(!allowed);
    if (!allowed) announceToScreenReader(t("notify.refused"));
  };
  return (
    <div>
      <Switch
        size="sm"
        label={t("notify.label")}
        checked={enabled}
        error={refused ? t("notify.refused") : undefined}
        onChange={(event) => void change(event.currentTarget.checked)}
      />
    </div>
  );
}
