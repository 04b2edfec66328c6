import { useEffect } from "react";
import { useSignal } from "../browser/use-signal.ts";
import { useSession } from "../state/use-session.ts";

/** Closing the page would break an upload off: the browser asks first. */
export function useLeaveGuard(): void {
  const uploading = useSignal(useSession().upload.state).state === "busy";
  useEffect(() => {
    if (!uploading) return;
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [uploading]);
}
