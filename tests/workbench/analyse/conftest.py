"""Analyses asked of drawn worlds, no graph involved."""

from __future__ import annotations

import pytest

from graph.projection import Hit
from graph.projection.clusters import Decision
from graph.schema import label_of
from workbench.analyse import analysis
from workbench.analyse.inputs import Inputs
from workbench.analyse.running import run
from workbench.analyse.steps import Steps
from workbench.view import asking


def hits(names):
    """Return what finds a drawn thing by its key or its name."""

    def find(text):
        keys = [text] if label_of(text) else [key for key, name in names.items() if name == text]
        return [Hit(key, label_of(key), text, "key", "exact") for key in keys]

    return find


@pytest.fixture
def asked(drawn, tmp_path):
    """Return what runs an analysis on a drawing: `asked(text, name, **params)`; people may be given by their names."""

    def ask(text, name, /, *, ignored=(), decisions=(), **params):
        scope, wanted = drawn(text), analysis(name)
        told = []
        steps = Steps(wanted.steps, progress=lambda *step: told.append(step))
        made = [Decision(*of) for of in decisions]
        cache = tmp_path / f"frames-{scope.key}"
        inputs = Inputs(scope, made, ignored=ignored, cache=cache, steps=steps)
        bound = asking.bind(wanted, params, hits(inputs.names))
        ask.inputs = inputs
        result = run(wanted, bound, inputs, steps=steps, workspace="甲", keep=lambda *_: None)
        assert told[-1] == ("done", wanted.steps, wanted.steps)
        assert len({step for step, *_ in told}) == wanted.steps + 1, "an analysis tells as many steps as it says"
        return result

    return ask
