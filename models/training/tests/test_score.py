import pytest

from logotrain.score import on_target, rates, threshold_for
from logotrain.settings import load_settings


def test_rates_count_found_missed_and_false():
    got = rates([0.9, 0.2, 0.8, 0.1], [True, True, False, False], 0.5)
    assert (got["hit"], got["missed"], got["false"]) == (1, 1, 1)
    assert got["precision"] == got["recall"] == got["f1"] == 0.5


def test_the_threshold_lets_through_no_more_than_allowed():
    scores = [k / 1000 for k in range(1000)]
    threshold = threshold_for(scores, 0.002)
    assert sum(s >= threshold for s in scores) == 2


def test_a_box_beside_the_mark_is_not_on_target():
    assert on_target((0, 0, 10, 10), (1, 1, 11, 11))
    assert not on_target((0, 0, 10, 10), (20, 0, 30, 10))


def test_unknown_settings_are_refused():
    assert load_settings(changes=["train.steps=5"])["train"]["steps"] == 5
    with pytest.raises(KeyError):
        load_settings(changes=["train.stpes=5"])
