"""A scene as typed: a place and a time, or what is wrong with it in words."""

from __future__ import annotations

import pytest

from workbench.ui.widgets.scenes import written
from workbench.wording import speak


@pytest.fixture(autouse=True)
def _chinese():
    speak("zh")
    yield
    speak("zh")


def test_a_place_and_a_time_are_a_scene_as_the_analysis_takes_it():
    scene = written("cell:LC-1-1", "2026-03-01 08:00", "2026-03-01 09:00")
    assert scene == ("cell:LC-1-1@2026-03-01T08:00:00/2026-03-01T09:00:00", "")


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        ("", "", "填起止时间"),
        ("2026-03-01", "昨天", "昨天"),
        ("上午", "2026-03-01", "上午"),
        ("2026-03-02", "2026-03-01", "早于"),
        ("2026-03-01T08:00+08:00", "2026-03-02", "早于"),
    ],
)
def test_what_is_wrong_with_a_scene_is_told(since, until, words):
    scene, wrong = written("cell:LC-1-1", since, until)
    assert scene == ""
    assert words in wrong
