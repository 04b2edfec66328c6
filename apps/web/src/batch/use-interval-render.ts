import { useEffect, useState } from "react";

/** Renders the component again at this interval, for texts that depend on the time; `undefined` stops it. */
export function useIntervalRender(intervalMs: number | undefined): void {
  const [, tick] = useState(0);
  useEffect(() => {
    if (intervalMs === undefined) return;
    const timer = setInterval(() => tick((count) => count + 1), intervalMs);
    return () => clearInterval(timer);
  }, [intervalMs]);
}
