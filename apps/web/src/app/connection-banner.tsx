import { useEffect, useState } from "react";
import { keyWanted } from "../api/api-key.ts";
import { announce } from "../browser/live-region.ts";
import { useSignal } from "../browser/use-signal.ts";
import classes from "./connection.module.css";
import { useSession } from "../state/use-session.ts";

/** Short breaks mend themselves; only a longer one is worth a line. */
const SHOW_AFTER_MS = 4_000;

export function ConnectionBanner() {
  const lost = useSignal(useSession().connection) !== "live";
  // A server that wants a key refuses the socket: then the network is not what is missing.
  const locked = useSignal(keyWanted);
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (locked) return;
    if (!lost) {
      setShown((before) => {
        if (before) announce("Connected again.");
        return false;
      });
      return;
    }
    const timer = setTimeout(() => {
      setShown(true);
      announce("The connection is lost. Batches go on, and this page catches up when it is back.");
    }, SHOW_AFTER_MS);
    return () => clearTimeout(timer);
  }, [lost, locked]);
  if (!shown || locked) return null;
  return (
    <div className={classes["banner"]}>
      <strong>{navigator.onLine ? "No live connection." : "You are offline."}</strong> Batches that were uploaded go on;
      this page catches up by itself.
    </div>
  );
}
