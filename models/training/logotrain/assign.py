"""Which cells answer for which mark.

Cells in or beside a mark compete by how well they already do (score and overlap); the best of each
mark is asked for a score of 1, the next ones for their share of the best, all others for 0.
"""

import torch

CANDIDATES = 9  # cells that answer for one mark at most
SCORE_POWER, OVERLAP_POWER = 0.5, 3.0


def overlap_matrix(a, b):
    """IoU [n, m] of boxes [n, 4] and [m, 4] as x1, y1, x2, y2."""
    low, high = torch.maximum(a[:, None, :2], b[None, :, :2]), torch.minimum(a[:, None, 2:], b[None, :, 2:])
    inter = (high - low).clamp(min=0).prod(-1)
    area_a, area_b = (a[:, 2:] - a[:, :2]).prod(-1), (b[:, 2:] - b[:, :2]).prod(-1)
    return inter / (area_a[:, None] + area_b[None] - inter).clamp(min=1e-6)


def near(centres, strides, boxes):
    """bool [m, n]: the cell's centre lies in the box, or within one stride of the box's middle."""
    middle, half = (boxes[:, :2] + boxes[:, 2:]) / 2, (boxes[:, 2:] - boxes[:, :2]) / 2
    reach = torch.maximum(half[:, None] * 0.8, strides[None, :, None] * 1.0)
    return ((centres[None] - middle[:, None]).abs() < reach).all(-1)


@torch.no_grad()
def assign(logits, boxes, centres, strides, truth):
    """One picture. logits [n], boxes [n, 4], truth [m, 5] (x1, y1, x2, y2, sure).

    -> target score [n], index of the mark each cell answers for [n] (-1: none), counts [n] (False: left out).
    """
    cells = logits.shape[0]
    target = torch.zeros(cells, device=logits.device)
    owner = torch.full((cells,), -1, dtype=torch.long, device=logits.device)
    counts = torch.ones(cells, dtype=torch.bool, device=logits.device)
    if len(truth) == 0:
        return target, owner, counts
    sure = truth[:, 4] > 0.5
    if (~sure).any():
        counts &= ~near(centres, strides, truth[~sure, :4]).any(0)
    if not sure.any():
        return target, owner, counts
    marks = truth[sure, :4]
    numbers = torch.nonzero(sure)[:, 0]
    overlaps = overlap_matrix(marks, boxes)
    fit = logits.sigmoid()[None] ** SCORE_POWER * (overlaps + 0.05) ** OVERLAP_POWER
    fit = fit * near(centres, strides, marks)
    best, chosen = fit.topk(min(CANDIDATES, cells), dim=1)
    share = torch.where(best > 0, best / best[:, :1].clamp(min=1e-12), 0)
    for mark in range(len(marks)):
        better = share[mark] > target[chosen[mark]]
        cell = chosen[mark][better]
        target[cell] = share[mark][better]
        owner[cell] = numbers[mark]
        counts[cell] = True
    return target, owner, counts
