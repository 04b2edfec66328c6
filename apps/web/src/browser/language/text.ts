import { formatNumber } from "../format.ts";
import { currentLocale, currentTexts } from "./language.ts";
import type { Texts } from "./en/index.ts";

type TextKey = keyof Texts;
/** Texts that depend on a number come in two forms: `count.image.one` and `count.image.other`. */
type CountKey = { [K in TextKey]: K extends `${infer Name}.other` ? Name : never }[TextKey];
type Values = Readonly<Record<string, string | number>>;

/** A text in the language that is shown, with numbers as it writes them. */
export function t(key: TextKey, values: Values = {}): string {
  return fill(currentTexts()[key], values);
}

/** A text that depends on a number, which it has as `{count}`. */
export function tn(key: CountKey, count: number, values: Values = {}): string {
  const form = pluralRules(currentLocale()).select(count) === "one" ? "one" : "other";
  return fill(currentTexts()[`${key}.${form}` as TextKey], { ...values, count });
}

const fill = (text: string, values: Values): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : typeof value === "number" ? formatNumber(value) : value;
  });

const rules = new Map<string, Intl.PluralRules>();
function pluralRules(locale: string): Intl.PluralRules {
  const known = rules.get(locale) ?? new Intl.PluralRules(locale);
  rules.set(locale, known);
  return known;
}
