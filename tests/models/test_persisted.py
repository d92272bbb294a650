import io
import json
import zipfile

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression

from models.additive import MonotoneEvidence
from models.errors import Untrusted
from models.persisted import digest, restored, stored


@pytest.fixture
def lines():
    generator = np.random.default_rng(0)
    truth = generator.random(400) < 0.2
    near = np.where(truth, generator.exponential(1, 400), generator.exponential(8, 400))
    return pd.DataFrame({"distance": near, "noise": generator.random(400)}), truth


@pytest.fixture
def model(lines):
    return MonotoneEvidence({"distance": -1, "noise": 1}, logarithmic={"distance": 0.1}).fit(*lines)


def test_a_stored_model_answers_as_before(model, lines):
    data = stored(model)
    again = restored(data, MonotoneEvidence, sha256=digest(data))
    np.testing.assert_array_equal(again.decision_function(lines[0]), model.decision_function(lines[0]))
    assert clone(again).get_params() == model.get_params()


def test_the_same_model_learned_and_stored_again_gives_the_same_bytes(model, lines):
    again = MonotoneEvidence({"distance": -1, "noise": 1}, logarithmic={"distance": 0.1}).fit(*lines)
    assert stored(again) == stored(model)
    back = restored(stored(model), MonotoneEvidence, sha256=digest(stored(model)))
    assert stored(back) == stored(model)
    other = MonotoneEvidence({"distance": -1, "noise": 1}, logarithmic={"distance": 0.1}, random_state=1).fit(*lines)
    assert stored(other) != stored(model)


def test_what_is_one_object_stays_one_and_a_key_may_be_called_anything():
    shared = np.arange(3.0)
    held = {"__id__": shared, "file": shared, "content": [shared, shared.copy()], "__loader__": "x"}
    model = LogisticRegression()
    model.held_ = held
    again = restored(stored(model), LogisticRegression, sha256=digest(stored(model))).held_
    assert again["__id__"] is again["file"] is again["content"][0]
    assert again["content"][1] is not again["file"]
    np.testing.assert_array_equal(again["content"][1], shared)


def test_a_model_file_with_one_byte_changed_is_refused(model):
    data = stored(model)
    changed = bytearray(data)
    changed[len(changed) // 2] ^= 1
    with pytest.raises(Untrusted, match="card"):
        restored(bytes(changed), MonotoneEvidence, sha256=digest(data))


def disguised(data, place, name):
    """Return a model's bytes that claim to be another thing of another module."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            content = old.read(part)
            if part == "schema.json":
                content = json.dumps(json.loads(content) | {"__class__": name, "__module__": place}).encode()
            new.writestr(part, content)
    return out.getvalue()


@pytest.mark.parametrize(("place", "name"), [("os", "system"), ("models.persisted", "restored"), ("builtins", "eval")])
def test_a_model_file_that_would_run_something_else_is_refused_before_it_does(model, place, name):
    data = disguised(stored(model), place, name)
    with pytest.raises(Untrusted, match="not ours|cannot be read"):
        restored(data, MonotoneEvidence, sha256=digest(data))


def test_another_model_than_was_asked_for_is_refused():
    data = stored(LogisticRegression())
    with pytest.raises(Untrusted, match="LogisticRegression"):
        restored(data, MonotoneEvidence, sha256=digest(data))


def test_what_is_no_archive_is_refused():
    with pytest.raises(Untrusted, match="cannot be read"):
        restored(b"no archive", MonotoneEvidence, sha256=digest(b"no archive"))
