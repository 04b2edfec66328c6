import { useEffect, useState } from "react";

/** Draws the component again this often, so that clocks go on; `undefined` stands still. */
export function useNow(everyMs: number | undefined): void {
  const [, tick] = useState(0);
  useEffect(() => {
    if (everyMs === undefined) return;
    const timer = setInterval(() => tick((count) => count + 1), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
}
