import { useSignal } from "../browser/use-signal.ts";
import type { ConnectionState } from "../live/connection.ts";
import classes from "./connection.module.css";
import { useSession } from "../state/use-session.ts";

const WORDS: Record<ConnectionState, { word: string; meaning: string }> = {
  live: { word: "Live", meaning: "Connected: news arrive as they happen" },
  connecting: { word: "Connecting", meaning: "Connecting to the server" },
  waiting: { word: "Reconnecting", meaning: "Not connected: trying again, and asking for the status meanwhile" },
};

export function ConnectionBadge() {
  const state = useSignal(useSession().connection);
  const { word, meaning } = WORDS[state];
  return (
    <span className={classes["badge"]} data-state={state} title={meaning}>
      <span className={classes["dot"]} aria-hidden />
      <span className={classes["word"]}>{word}</span>
    </span>
  );
}
