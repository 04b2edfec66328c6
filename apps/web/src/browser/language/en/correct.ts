export const correct = {
  "correct.start": "Send corrected files",
  "correct.one": "Send a corrected file",
  "correct.text":
    "Choose new files for images that are invalid or could not be checked. Each replaces the image of its name, and only these images are checked again. The earlier picture and result stay with the image.",
  "correct.textOne":
    "Choose a new file for this image, whatever its name. Only this image is checked again; the earlier picture and result stay with it.",
  "correct.choose": "Choose files",
  "correct.sending": "Sending: {percent} %",
  "correct.sent.one": "{count} image is checked again.",
  "correct.sent.other": "{count} images are checked again.",
  "correct.done": "Done",
  "correct.earlier": "Earlier file",
  "runs.corrected.one": "{count} corrected image checked",
  "runs.corrected.other": "{count} corrected images checked",
} as const;
