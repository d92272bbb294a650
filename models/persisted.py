"""Models as bytes and back: skops instead of pickle, only types of ours and of our libraries, and nothing changed.

Why a digest beside the trusted types: a file whose numbers were altered has the right types and gives wrong answers. The
card that comes with a model names the digest of its bytes.
"""

from __future__ import annotations

import hashlib
from importlib import import_module
from typing import TypeVar

from sklearn.base import BaseEstimator
from skops.io import dumps, get_untrusted_types, loads

from models.archive import settled
from models.errors import Untrusted

Model = TypeVar("Model")


def stored(model: object) -> bytes:
    """Return a model as bytes, the same for the same model."""
    return settled(dumps(model))


def digest(data: bytes) -> str:
    """Return what a card names a model's bytes by: their SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def restored(data: bytes, kind: type[Model], *, sha256: str) -> Model:
    """Return the model that some bytes hold.

    Parameters
    ----------
    data : bytes
        What `stored` gave.
    kind : type
        What it must be.
    sha256 : str
        The digest that its card names.

    Raises
    ------
    Untrusted
        When the bytes are not those of the card, hold a type that is neither ours nor scikit-learn's plain data, or are no
        model of this kind. Nothing of the file has been run then.
    """
    if digest(data) != sha256:
        raise Untrusted(
            "the model file is not the one its card describes; train it again or restore both from a backup"
        )
    try:
        asked = get_untrusted_types(data=data)
        strange = [name for name in asked if not _is_ours(name)]
        if strange:
            raise Untrusted(f"the model file holds types that are not ours: {', '.join(strange)}")
        model = loads(data, trusted=asked)
    except Untrusted:
        raise
    except Exception as error:  # skops raises whatever a broken archive makes its readers raise
        raise Untrusted(f"the model file cannot be read: {error}") from error
    if not isinstance(model, kind):
        raise Untrusted(f"the file holds a {type(model).__name__}, not a {kind.__name__}")
    return model


def _is_ours(name: str) -> bool:
    """Return whether a type's name is that of an estimator of this package, defined where it says."""
    place, _, own = name.rpartition(".")
    if not place.startswith("models."):
        return False
    found = getattr(import_module(place), own, None)
    return isinstance(found, type) and issubclass(found, BaseEstimator) and found.__module__ == place
