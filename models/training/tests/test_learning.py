import numpy as np
import torch

from logotrain.assign import assign, overlap_matrix
from logotrain.crops import clip_boxes
from logotrain.loss import detection_loss, giou_loss
from logotrain.net import build, cell_centres, to_boxes


def test_overlap_of_half_shifted_boxes_is_a_third():
    a = torch.tensor([[0.0, 0, 10, 10]])
    assert torch.allclose(overlap_matrix(a, torch.tensor([[5.0, 0, 15, 10]])), torch.tensor([[1 / 3]]))


def test_giou_is_zero_for_equal_and_above_one_for_distant_boxes():
    a, b = torch.tensor([[0.0, 0, 10, 10]]), torch.tensor([[100.0, 0, 110, 10]])
    assert giou_loss(a, a).item() == 0
    assert giou_loss(a, b).item() > 1


def test_the_best_cell_of_each_mark_is_asked_for_one():
    centres, strides = cell_centres(128, 128)
    logits = torch.full((len(centres),), -3.0)
    sides = torch.full((len(centres), 4), 16.0)
    truth = torch.tensor([[20.0, 20, 60, 40, 1], [80, 90, 110, 100, 1]])
    target, owner, counts = assign(logits, to_boxes(centres, sides), centres, strides, truth)
    assert counts.all()
    for mark in (0, 1):
        assert target[owner == mark].max() == 1
    assert (target > 0).sum() <= 18 and (target[owner < 0] == 0).all()


def test_a_mark_lower_than_a_cell_still_has_an_owner():
    centres, strides = cell_centres(64, 64)
    truth = torch.tensor([[8.5, 9.0, 24.0, 12.0, 1]])
    target, _, _ = assign(torch.zeros(len(centres)), to_boxes(centres, torch.full((len(centres), 4), 5.0)), centres, strides, truth)
    assert target.max() == 1


def test_unsure_marks_are_left_out_of_the_loss():
    centres, strides = cell_centres(64, 64)
    truth = torch.tensor([[10.0, 10, 40, 30, 0]])
    target, owner, counts = assign(torch.zeros(len(centres)), to_boxes(centres, torch.ones(len(centres), 4)), centres, strides, truth)
    assert target.sum() == 0 and (owner == -1).all()
    assert 0 < (~counts).sum() < len(centres)


def test_loss_falls_on_one_picture(small_net):
    torch.manual_seed(0)
    net = build(small_net)
    optimizer = torch.optim.Adam(net.parameters(), lr=5e-3)
    image = torch.rand(1, 3, 64, 64) * 0.1
    image[:, :, 16:32, 16:48] = 1
    truth = [torch.tensor([[16.0, 16, 48, 32, 1]])]
    losses = []
    for _ in range(40):
        loss, _ = detection_loss(*net(image), truth, (64, 64))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert losses[-1] < 0.4 * losses[0]


def test_boxes_follow_the_crop_and_cut_marks_become_unsure():
    boxes = np.array([[100, 100, 200, 140, 1], [10, 10, 90, 40, 1], [300, 300, 400, 340, -1]], np.float32)
    got = clip_boxes(boxes, 0.5, np.array([60, 0]), 384)
    assert np.allclose(got[0], [20, 50, 70, 70, 1])
    assert len(got) == 2 and got[1][4] == 0
