"""Quality-focal loss on scores (Li et al., Generalized Focal Loss, 2020), GIoU on boxes (Rezatofighi et al., 2019)."""

import torch
from torch.nn import functional as F

from .assign import assign
from .net import cell_centres, to_boxes

BOX_WEIGHT = 2.0
FOCUS = 2.0  # how much more a badly wrong cell counts than a nearly right one


def detection_loss(logits, sides, truths, size):
    """logits [b, n], sides [b, n, 4], truths: list of [m, 5], size (h, w) -> loss, parts as floats."""
    centres, strides = cell_centres(*size, device=logits.device)
    logits, sides = logits.float(), sides.float()
    boxes = to_boxes(centres, sides)
    targets, counts, wanted, given, weights = [], [], [], [], []
    for k, truth in enumerate(truths):
        target, owner, count = assign(logits[k].detach(), boxes[k].detach(), centres, strides, truth)
        targets.append(target)
        counts.append(count)
        mine = owner >= 0
        wanted.append(truth[owner[mine], :4])
        given.append(boxes[k][mine])
        weights.append(target[mine])
    target, count = torch.stack(targets), torch.stack(counts)
    total = target.sum().clamp(min=1.0)
    score_loss = (focal(logits, target) * count).sum() / total
    weight = torch.cat(weights)
    box_loss = (giou_loss(torch.cat(given), torch.cat(wanted)) * weight).sum() / total
    return score_loss + BOX_WEIGHT * box_loss, {"score": float(score_loss.detach()), "box": float(box_loss.detach())}


def focal(logits, target):
    return (target - logits.sigmoid()).abs() ** FOCUS * F.binary_cross_entropy_with_logits(logits, target, reduction="none")


def giou_loss(a, b):
    """1 - GIoU, [n] of boxes [n, 4]."""
    low, high = torch.maximum(a[:, :2], b[:, :2]), torch.minimum(a[:, 2:], b[:, 2:])
    inter = (high - low).clamp(min=0).prod(-1)
    union = (a[:, 2:] - a[:, :2]).prod(-1) + (b[:, 2:] - b[:, :2]).prod(-1) - inter
    hull = (torch.maximum(a[:, 2:], b[:, 2:]) - torch.minimum(a[:, :2], b[:, :2])).prod(-1)
    union, hull = union.clamp(min=1e-6), hull.clamp(min=1e-6)
    return 1 - inter / union + (hull - union) / hull
