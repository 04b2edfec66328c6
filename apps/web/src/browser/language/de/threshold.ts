import type { threshold as english } from "../en/threshold.ts";

export const threshold: Record<keyof typeof english, string> = {
  "threshold.start": "Schwelle",
  "threshold.title": "Schwelle: was sich ändern würde",
  "threshold.label": "Schwelle",
  "threshold.histogram": "Wie viele Bilder welche Sicherheit haben",
  "threshold.reviewed": "von Menschen entschieden",
  "threshold.toValid.one": "{count} würde gültig",
  "threshold.toValid.other": "{count} würden gültig",
  "threshold.toInvalid.one": "{count} würde ungültig",
  "threshold.toInvalid.other": "{count} würden ungültig",
  "threshold.withoutMatch.one": "{count} Bild steht oben nicht: keine Schwelle macht es gültig.",
  "threshold.withoutMatch.other": "{count} Bilder stehen oben nicht: keine Schwelle macht sie gültig.",
  "threshold.inspect.one": "{count} Bild muss neu geprüft werden; sein Urteil ist vorher nicht bekannt.",
  "threshold.inspect.other": "{count} Bilder müssen neu geprüft werden; ihr Urteil ist vorher nicht bekannt.",
  "threshold.limit":
    "Höchstens {limit} sind möglich: Darüber müssen Bilder neu geprüft werden, und die Bilder dieses Stapels wurden nicht aufbewahrt. Für {threshold} senden Sie sie als neuen Stapel.",
  "threshold.apply": "{threshold} verwenden",
  "threshold.reset": "Bei {threshold} bleiben",
  "threshold.hint": "Entscheidungen von Menschen bleiben, wie sie sind.",
  "threshold.started": "Der Stapel wird mit dieser Schwelle neu ausgewertet.",
  "threshold.earlier": "Zurück zu {threshold}",
};
