import type { calibration as english } from "../en/calibration.ts";

export const calibration: Record<keyof typeof english, string> = {
  "calibration.start": "Kalibrierung",
  "calibration.title": "Kalibrierung: wie weit man der Sicherheit trauen kann",
  "calibration.none":
    "Entscheiden Sie zuerst über einige Bilder: Die Kalibrierung vergleicht Entscheidungen mit der Sicherheit.",
  "calibration.reviewed.one": "Aus {count} entschiedenen Bild dieses Stapels.",
  "calibration.reviewed.other": "Aus {count} entschiedenen Bildern dieses Stapels.",
  "calibration.recommended": "Empfohlene Schwelle: {threshold}; damit fälschlich angenommen: {wrong}.",
  "calibration.certain": "Es ist sicher, dass das nicht mehr als 1 % sind.",
  "calibration.uncertain.one":
    "{count} weitere Entscheidung über ein angenommenes Bild macht sicher, dass das nicht mehr als 1 % sind.",
  "calibration.uncertain.other":
    "{count} weitere Entscheidungen über angenommene Bilder machen, wenn die Maschine immer recht hat, sicher, dass das nicht mehr als 1 % sind.",
  "calibration.tooFew":
    "Eine Schwelle wird ab {least} Entscheidungen jeder Art empfohlen. Es fehlen noch: {valid} gültig, {invalid} ungültig.",
  "calibration.noThreshold":
    "Keine Schwelle hält fälschlich angenommene Bilder bei höchstens 1 %, nach dem, was bisher entschieden wurde.",
  "calibration.look": "Zeigen, was {threshold} ändert",
  "calibration.reliability": "Gültige Bilder nach Sicherheit",
  "calibration.reliabilityHint":
    "Von links nach rechts: Sicherheit 0 bis 100 %. Auf der gestrichelten Linie stimmt sie genau.",
  "calibration.byThreshold": "Genauigkeit und Trefferquote nach Schwelle",
  "calibration.precision": "Genauigkeit",
  "calibration.recall": "Trefferquote",
  "calibration.numbers": "In Zahlen",
  "calibration.rate": "{share} ({low} bis {high}, von {of})",
};
