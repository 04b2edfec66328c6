/**
 * Repeats work until it is stopped. What waits, for a Redis that is away perhaps, is not begun once more: hours of
 * repetitions would all be done at the end of the outage.
 */
export function repeatEvery(
  ms: number,
  work: () => Promise<void>,
  onError: (error: unknown) => void,
): { stop(): void } {
  let isBusy = false;
  const repeat = async (): Promise<void> => {
    if (isBusy) return;
    isBusy = true;
    await work().catch(onError);
    isBusy = false;
  };
  const timer = setInterval(() => void repeat(), ms);
  return { stop: () => clearInterval(timer) };
}
