import { useEffect } from "react";
import { useSignal } from "../browser/use-signal.ts";
import { useSession } from "../state/use-session.ts";

/** Has the browser ask before the page is closed during an upload. */
export function useLeaveGuard(): void {
  const uploading = useSignal(useSession().upload.state).state === "busy";
  useEffect(() => {
    if (!uploading) return;
    const onBeforeUnload = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener("beforeunload", onBeforeUnload);
    return () => window.removeEventListener("beforeunload", onBeforeUnload);
  }, [uploading]);
}
