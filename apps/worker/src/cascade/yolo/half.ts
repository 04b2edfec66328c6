/** IEEE 754 half precision as bit patterns, for runtimes without Float16Array (Node 20). */

let values: Float32Array | undefined;

/** Converts 16-bit floats to 32 bits with a table of all 65,536 values. */
export function widenHalves(bits: Uint16Array): Float32Array {
  values ??= Float32Array.from({ length: 0x10000 }, (_, half) => halfValue(half));
  const wide = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i += 1) wide[i] = values[bits[i]!]!;
  return wide;
}

function halfValue(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = (bits & 0x3ff) / 1024;
  if (exponent === 0) return sign * 2 ** -14 * fraction;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * 2 ** (exponent - 15) * (1 + fraction);
}

/** The bits of the 16-bit float nearest to a number of 0..1: pictures need no others. */
export function narrowUnit(value: number): number {
  if (value <= 0) return 0;
  const exponent = Math.max(-14, Math.floor(Math.log2(value)));
  const steps = Math.round((value / 2 ** exponent) * 1024);
  // Numbers below 2^-14 have no implicit leading bit. A fraction rounded up to 2 carries into the exponent.
  return steps < 1024 ? steps : ((exponent + 15) << 10) + steps - 1024;
}
