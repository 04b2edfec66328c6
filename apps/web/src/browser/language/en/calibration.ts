export const calibration = {
  "calibration.start": "Calibration",
  "calibration.title": "Calibration: how far confidences can be trusted",
  "calibration.none": "Decide about some images first: the calibration compares decisions with confidences.",
  "calibration.reviewed.one": "From {count} decided image of this batch.",
  "calibration.reviewed.other": "From {count} decided images of this batch.",
  "calibration.recommended": "Recommended threshold: {threshold}; wrongly accepted with it: {wrong}.",
  "calibration.certain": "It is certain that these are not more than 1 %.",
  "calibration.uncertain.one":
    "{count} more decision about an accepted image makes certain that these are not more than 1 %.",
  "calibration.uncertain.other":
    "{count} more decisions about accepted images, if the machine is right in all of them, make certain that these are not more than 1 %.",
  "calibration.tooFew":
    "A threshold is recommended from {least} decisions of each kind on. Still missing: {valid} Valid, {invalid} Invalid.",
  "calibration.noThreshold": "No threshold keeps wrongly accepted images at 1 % or less, by what was decided so far.",
  "calibration.look": "See what {threshold} changes",
  "calibration.reliability": "Valid images by confidence",
  "calibration.reliabilityHint": "From left to right: confidence 0 to 100 %. On the dashed line it is exactly right.",
  "calibration.byThreshold": "Precision and recall by threshold",
  "calibration.precision": "Precision",
  "calibration.recall": "Recall",
  "calibration.numbers": "In numbers",
  "calibration.rate": "{share} ({low} to {high}, of {of})",
} as const;
