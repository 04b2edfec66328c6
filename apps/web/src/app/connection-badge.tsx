import { useSignal } from "../browser/use-signal.ts";
import type { ConnectionState } from "../live/connection.ts";
import { useSession } from "../state/use-session.ts";
import classes from "./connection.module.css";

const TEXTS: Record<ConnectionState, { label: string; title: string }> = {
  live: { label: "Live", title: "Connected: updates arrive as they happen" },
  connecting: { label: "Connecting", title: "Connecting to the server" },
  waiting: { label: "Reconnecting", title: "Not connected: reconnecting, and polling the status meanwhile" },
};

export function ConnectionBadge() {
  const state = useSignal(useSession().connection);
  const { label, title } = TEXTS[state];
  return (
    <span className={classes["badge"]} data-state={state} title={title}>
      <span className={classes["dot"]} aria-hidden />
      <span className={classes["label"]}>{label}</span>
    </span>
  );
}
