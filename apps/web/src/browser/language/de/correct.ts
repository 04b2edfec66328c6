import type { correct as english } from "../en/correct.ts";

export const correct: Readonly<Record<keyof typeof english, string>> = {
  "correct.start": "Korrigierte Dateien senden",
  "correct.one": "Korrigierte Datei senden",
  "correct.text":
    "Neue Dateien für Bilder wählen, die ungültig sind oder nicht geprüft werden konnten. Jede ersetzt das Bild ihres Namens, und nur diese Bilder werden erneut geprüft. Das frühere Bild und sein Ergebnis bleiben beim Bild erhalten.",
  "correct.textOne":
    "Eine neue Datei für dieses Bild wählen, gleich unter welchem Namen. Nur dieses Bild wird erneut geprüft; das frühere Bild und sein Ergebnis bleiben erhalten.",
  "correct.choose": "Dateien wählen",
  "correct.sending": "Wird gesendet: {percent} %",
  "correct.sent.one": "{count} Bild wird erneut geprüft.",
  "correct.sent.other": "{count} Bilder werden erneut geprüft.",
  "correct.done": "Fertig",
  "correct.earlier": "Frühere Datei",
  "runs.corrected.one": "{count} korrigiertes Bild geprüft",
  "runs.corrected.other": "{count} korrigierte Bilder geprüft",
};
