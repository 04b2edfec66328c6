/** The quantile of the normal distribution for 95 %. */
const Z = 1.959964;

/** A rate and its 95 % interval (Wilson's score interval, which holds for small samples and rates near 0); null of none. */
export function wilsonInterval(
  hits: number,
  size: number,
): { error_rate: number | null; low: number | null; high: number | null } {
  if (size === 0) return { error_rate: null, low: null, high: null };
  const rate = hits / size;
  const spread = Z ** 2 / size;
  const center = rate + spread / 2;
  const margin = Z * Math.sqrt((rate * (1 - rate) + spread / 4) / size);
  const bounded = (value: number): number => Math.min(1, Math.max(0, value / (1 + spread)));
  // Rounding must not leave a rest where the bound is the end of the scale.
  return {
    error_rate: rate,
    low: hits === 0 ? 0 : bounded(center - margin),
    high: hits === size ? 1 : bounded(center + margin),
  };
}
