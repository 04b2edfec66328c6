import { useEffect } from "react";
import { apiKey, withKey } from "../api/api-key.ts";
import { shownAdmin, shownBatch } from "../browser/address.ts";
import { readClientId } from "../browser/client-id.ts";
import { recentBatches } from "../browser/recent-batches.ts";
import { useSignal } from "../browser/use-signal.ts";
import { openConnection } from "../live/connection.ts";
import { useSession } from "../state/use-session.ts";

/**
 * Keeps one socket open: for all batches of this browser, or for the shown batch if it is another client's. The
 * administrator's page needs none.
 */
export function useConnection(): void {
  const session = useSession();
  const shown = useSignal(shownBatch);
  const admin = useSignal(shownAdmin);
  const recent = useSignal(recentBatches);
  const key = useSignal(apiKey);
  const upload = useSignal(session.upload.state);
  const own =
    shown === undefined ||
    (upload.state !== "idle" && upload.batchId === shown) ||
    recent.some(({ id, own }) => own && id === shown);
  const path = own ? `/ws/${readClientId()}` : `/ws/batch/${shown}`;

  useEffect(() => {
    if (admin) return;
    const connection = openConnection({
      address: () => withKey(`${location.origin.replace(/^http/, "ws")}${path}?v=2`, key),
      onState(state) {
        // First what is old, then that the socket is live: what was awaiting it is read once.
        if (state === "live") session.onEventsMissed();
        session.connection.set(state);
      },
      onEvent: session.onSocketEvent,
    });
    const wake = (): void => connection.wake();
    const wakeIfVisible = (): void => void (document.visibilityState === "visible" && connection.wake());
    window.addEventListener("online", wake);
    document.addEventListener("visibilitychange", wakeIfVisible);
    return () => {
      window.removeEventListener("online", wake);
      document.removeEventListener("visibilitychange", wakeIfVisible);
      connection.close();
      // Another socket tells of other batches. What is shown next is not being read yet: it awaits that socket.
      session.onEventsMissed();
      session.connection.set("connecting");
    };
  }, [session, path, key, admin]);
}
