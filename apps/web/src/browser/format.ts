import { currentLocale } from "./language/language.ts";

const UNITS = ["B", "KB", "MB", "GB", "TB"];

export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1_024 && unit < UNITS.length - 1) {
    value /= 1_024;
    unit += 1;
  }
  return `${value < 10 && unit > 0 ? formatDecimal(value) : Math.round(value)} ${UNITS[unit]}`;
}

/** Formatters are slow to make: one for each locale and kind. */
function remember<T>(make: (locale: string) => T): () => T {
  const made = new Map<string, T>();
  return () => {
    const locale = currentLocale();
    const known = made.get(locale) ?? make(locale);
    made.set(locale, known);
    return known;
  };
}

const numbers = remember((locale) => new Intl.NumberFormat(locale));
export const formatNumber = (value: number): string => numbers().format(value);

const decimals = remember(
  (locale) => new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 }),
);
const formatDecimal = (value: number): string => decimals().format(value);

/** `45 s`, `3 min 20 s`, `2 h 5 min`. */
export function formatDuration(seconds: number): string {
  if (seconds > 0 && seconds < 1) return "< 1 s";
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return whole % 60 === 0 ? `${minutes} min` : `${minutes} min ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export function formatRate(perSecond: number): string {
  return perSecond >= 10 ? formatNumber(Math.round(perSecond)) : formatDecimal(perSecond);
}

const shares = remember((locale) => new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 }));
/** A share with one decimal, for rates that are small: `1.8 %`. */
export const formatShare = (share: number): string => shares().format(share).replace(/\s?%/, "\u00a0%");

const when = remember((locale) => new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" }));
export const formatWhen = (iso: string): string => (Number.isNaN(Date.parse(iso)) ? "" : when().format(new Date(iso)));
