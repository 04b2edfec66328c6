/** The shares of a total in percent, the largest first: `shape 75 % · word mark 25 %`. */
export function shares(counts: Readonly<Record<string, number>>): string {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return Object.entries(counts)
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => `${name} ${Math.round((100 * count) / total)} %`)
    .join(" · ");
}
