import { useEffect, useState } from "react";
import { keyRequired } from "../api/api-key.ts";
import { t } from "../browser/language/text.ts";
import { announceToScreenReader } from "../browser/live-region.ts";
import { useSignal } from "../browser/use-signal.ts";
import { useSession } from "../state/use-session.ts";
import classes from "./connection.module.css";

/** Most interruptions are shorter than this and need no message. */
const SHOW_AFTER_MS = 4_000;

export function ConnectionBanner() {
  const lost = useSignal(useSession().connection) !== "live";
  // Without a valid API key the server refuses the socket: the network is not the problem.
  const needsKey = useSignal(keyRequired);
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (needsKey) return;
    if (!lost) {
      setShown((before) => {
        if (before) announceToScreenReader(t("connection.again"));
        return false;
      });
      return;
    }
    const timer = setTimeout(() => {
      setShown(true);
      announceToScreenReader(t("connection.lost"));
    }, SHOW_AFTER_MS);
    return () => clearTimeout(timer);
  }, [lost, needsKey]);
  if (!shown || needsKey) return null;
  return (
    <div className={classes["banner"]}>
      <strong>{t(navigator.onLine ? "connection.none" : "connection.offline")}</strong> {t("connection.goesOn")}
    </div>
  );
}
