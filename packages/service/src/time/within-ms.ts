/** Waits for `work` for at most `ms`, then returns `undefined`; a later error of `work` is ignored. */
export async function withinMs<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined);
  }
}

/** Waits for `work` for at most `ms`; a later error of it is ignored. @throws {Error} of `work`, or when it takes longer */
export async function withDeadline<T>(ms: number, work: Promise<T>): Promise<T> {
  const done = await withinMs(
    ms,
    work.then((value) => ({ value })),
  );
  if (done === undefined) throw new Error(`There was no response within ${ms} ms.`);
  return done.value;
}
