import type { reasons as english } from "../en/reasons.ts";

export const reasons: Record<keyof typeof english, string> = {
  "reason.twice": "schon in der Liste",
  "reason.imagesMax.one": "ein Stapel fasst {count} Bild",
  "reason.imagesMax.other": "ein Stapel fasst {count} Bilder",
  "reason.urlsMax.one": "ein Stapel fasst {count} Adresse",
  "reason.urlsMax.other": "ein Stapel fasst {count} Adressen",
  "reason.system": "eine Datei des Betriebssystems",
  "reason.empty": "die Datei ist leer",
  "reason.large": "größer als {max}",
  "reason.archive": ".{extension}-Archive werden nicht entpackt: senden Sie eine Zip-Datei",
  "reason.noImage": "kein Bild, sondern eine .{extension}-Datei",
  "reason.unread": "Dateien im Format {format} können nicht gelesen werden: speichern Sie sie als JPEG oder PNG",
  "reason.unread.heic":
    "HEIC-Dateien können nicht gelesen werden: wandeln Sie sie in JPEG um, wie ein iPhone, wenn ein Foto mit der Einstellung „Maximale Kompatibilität“ geteilt wird",
  "reason.unread.heif": "HEIF-Dateien können nicht gelesen werden: wandeln Sie sie in JPEG um",
  "reason.unread.pdf": "PDF-Dateien können nicht gelesen werden: exportieren Sie ihre Seiten als JPEG oder PNG",
  "reason.unread.raw": "Kamera-Rohdaten können nicht gelesen werden: exportieren Sie sie als JPEG",
  "reason.unreadable": "sie kann nicht gelesen werden: verschoben, geändert oder gelöscht",
  "reason.listAlone": "eine Liste von Webadressen ist ein eigener Stapel: wählen Sie sie allein",
  "reason.noUrl": "keine Webadresse: sie beginnt nicht mit http:// oder https://",
  "reason.longUrl": "länger als {max} Zeichen",
  "reason.noUrlInIt": "keine Webadresse darin",
  "reason.badExcel": "sie ist keine gültige Excel-Datei",
  "reason.badCsv": "sie ist keine gültige CSV-Datei",
};
