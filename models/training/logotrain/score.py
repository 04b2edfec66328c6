"""Counts and rates from best scores: a picture counts as found when its best box reaches the threshold, as in the product."""

import numpy as np


def rates(scores, wanted, threshold: float) -> dict:
    """scores [n], wanted bool [n] -> counts, precision, recall, F1."""
    scores, wanted = np.asarray(scores), np.asarray(wanted, bool)
    found = scores >= threshold
    hit, false = int((found & wanted).sum()), int((found & ~wanted).sum())
    missed = int((~found & wanted).sum())
    precision = hit / (hit + false) if hit + false else 1.0
    recall = hit / (hit + missed) if hit + missed else 1.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {"threshold": threshold, "hit": hit, "missed": missed, "false": false, "precision": precision, "recall": recall, "f1": f1}


def threshold_for(plain_scores, allowed_share: float, floor: float = 0.05) -> float:
    """The lowest threshold at which at most `allowed_share` of plain pictures reach it."""
    ordered = np.sort(np.asarray(plain_scores))[::-1]
    allowed = int(np.floor(allowed_share * len(ordered)))
    return float(max(floor, np.nextafter(ordered[allowed], 2.0) if allowed < len(ordered) else floor))


def on_target(box, truth, least: float = 0.3) -> bool:
    """Whether a box overlaps the labelled one by IoU `least`."""
    w = min(box[2], truth[2]) - max(box[0], truth[0])
    h = min(box[3], truth[3]) - max(box[1], truth[1])
    if w <= 0 or h <= 0:
        return False
    area = lambda b: (b[2] - b[0]) * (b[3] - b[1])  # noqa: E731
    return w * h / (area(box) + area(truth) - w * h) >= least


def markdown(rows: list) -> str:
    """Rows of equal keys as a table."""
    def cell(value):
        return f"{value:.3f}" if isinstance(value, float) else str(value)

    keys = list(rows[0])
    lines = ["| " + " | ".join(keys) + " |", "|" + "---|" * len(keys)]
    return "\n".join(lines + ["| " + " | ".join(cell(row[k]) for k in keys) + " |" for row in rows])
