import type { newBatch as english } from "../en/new-batch.ts";

export const newBatch: Record<keyof typeof english, string> = {
  "sent.nothing": "Hochladen abgebrochen. Nichts wurde zum Prüfen gesendet.",
  "sent.notAccepted": "Hochladen abgebrochen. Der Server hat den Stapel nicht angenommen.",
  "sent.unknown": "Hochladen abgebrochen. Es ist nicht bekannt, ob der Server den Stapel schon angenommen hatte.",
  "sent.notCancelled": "Der Server hatte den Stapel schon angenommen; er konnte nicht abgebrochen werden.",
  "sent.alreadyAccepted": "Der Server hatte den Stapel schon angenommen; er ist jetzt abgebrochen.",
  "sent.failed": "Die Bilder konnten nicht gelesen oder gesendet werden. Versuchen Sie es noch einmal.",
  "sent.accepted.one": "{count} Bild hochgeladen. Das Prüfen hat begonnen.",
  "sent.accepted.other": "{count} Bilder hochgeladen. Das Prüfen hat begonnen.",
  "sent.earlier.one": "Der erste Versuch war angenommen worden, mit {count} Bild. Nichts wurde noch einmal gesendet.",
  "sent.earlier.other":
    "Der erste Versuch war angenommen worden, mit {count} Bildern. Nichts wurde noch einmal gesendet.",
  "draft.restored": "Diese Dateien sind von Ihrem letzten Besuch.",
  "draft.tooMuch": "Diese Dateien sind zu viele oder zu groß, um ein Neuladen dieser Seite zu überstehen.",
  "first.noPhotos": "Keine Fotos zur Hand?",
  "first.samples.one": "Mit {count} Beispielfoto ausprobieren",
  "first.samples.other": "Mit {count} Beispielfotos ausprobieren",
  "first.failed": "Die Beispielfotos konnten nicht geladen werden.",
  "start.title": "Ist das Logo auf jedem Foto?",
  "start.text":
    "Laden Sie Produktfotos hoch, sehen Sie beim Prüfen zu, sehen Sie sich an, was durchfiel, und laden Sie eine CSV-Datei herunter.",
  "start.brands": "Sucht dieses Logo: {brands}",
};
