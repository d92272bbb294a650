"""Who knows whom: the background ties of family, work, neighbourhood and chance, and everybody's calls to hubs.

Why heavy tails twice: how often two people call follows a lognormal over orders of magnitude, and a few riders and
shopkeepers are called by hundreds, so that neither "calls often" nor "is called by many" marks a criminal.
"""

from __future__ import annotations

import numpy as np

from workbench.city.rows import Flags, Floats, Ints, concatenated_ranges
from workbench.city.world import World

_CHUNK = 40_000
FAMILY, WORK, FRIEND, ERRAND, HUB = range(5)
_MEAN = np.array([50.0, 13.0, 9.5, 1.6])
_HUB_MEANS = {"hotline": 2.0, "bank": 1.5, "notice": 16.0, "parcel": 5.0, "spam": 1.6, "police": 0.04}
_HUB_OUTGOING = {"hotline": 0.8, "police": 1.0, "bank": 0.5}


def befriend(world: World, targets: Ints) -> None:
    """Add the background ties that touch a line of `targets` (lines whose files will be written).

    Why only those: a call between two others stands in no file; leaving it out keeps memory flat in a large city.
    """
    wanted = np.zeros(len(world.lines), dtype=np.bool_)
    wanted[targets] = True
    everybody = np.arange(len(world.population.people))
    for start in range(0, len(everybody), _CHUNK):
        _befriend_chunk(world, everybody[start : start + _CHUNK], wanted)
    _call_hubs(world, targets)


def _befriend_chunk(world: World, people: Ints, wanted: Flags) -> None:
    pairs = [_family(world, people), *(_drawn(world, people, kind) for kind in (WORK, FRIEND, ERRAND))]
    for kind, (one, other) in enumerate(pairs):
        a, b = world.line_of[one], world.line_of[other]
        keep = (a >= 0) & (b >= 0) & (a != b)
        keep &= wanted[a] | wanted[b]
        a, b = a[keep], b[keep]
        strength = np.exp(1.1 * world.dice.normal("tie", kind, a, b) - 0.6) * _activity(world, a, b)
        world.ties.add(
            a=a,
            b=b,
            mean=_MEAN[kind] * world.options.length * strength,
            rhythm=kind,
            texts=0.25 * world.dice.unit("tie.texts", kind, a, b) ** 2,
            outgoing=0.3 + 0.4 * world.dice.unit("tie.outgoing", kind, a, b),
        )


def _activity(world: World, a: Ints, b: Ints) -> Floats:
    return np.asarray(np.exp(0.35 * (world.dice.normal("active", a) + world.dice.normal("active", b))))


def _family(world: World, people: Ints) -> tuple[Ints, Ints]:
    place = world.population.people["place"][people]
    heads = people - place
    others = place >= 2
    return np.concatenate([people[place > 0], people[others]]), np.concatenate([heads[place > 0], heads[others] + 1])


def _drawn(world: World, people: Ints, kind: int) -> tuple[Ints, Ints]:
    dice, everybody = world.dice, len(world.population.people)
    count = np.minimum(60, np.exp(0.7 * dice.normal("degree", kind, people)) * (6, 9, 14)[kind - 1]).astype(np.int64)
    one, slot = np.repeat(people, count), concatenated_ranges(count)
    if kind == WORK:
        return _colleagues(world, one, slot)
    if kind == FRIEND:  # neighbours by number are neighbours by door: friends cluster
        near = one + np.rint(60 * dice.normal("near", one, slot)).astype(np.int64)
        far = dice.below(everybody, "far", one, slot)
        return one, np.where(dice.chance(0.55, "is.near", one, slot), near, far) % everybody
    popular = dice.unit("popular", one, slot) ** 2.2 * everybody  # few are called by many
    return one, (popular.astype(np.int64) * 7_919 + 13) % everybody


def _colleagues(world: World, one: Ints, slot: Ints) -> tuple[Ints, Ints]:
    employer = world.population.people["employer"]
    staff = np.argsort(employer, kind="stable")
    first = np.searchsorted(employer[staff], employer[one], side="left")
    size = np.searchsorted(employer[staff], employer[one], side="right") - first
    other = staff[first + world.dice.below(size, "colleague", one, slot)]
    works = employer[one] >= 0
    return one[works], other[works]


def _call_hubs(world: World, targets: Ints) -> None:
    busy = np.where(np.isin(targets, world.line_of), 1.0, 0.15)  # business lines talk to few outsiders
    for name, lines in world.hubs.items():
        for line in lines.tolist():
            mean = (
                _HUB_MEANS[name] * busy * world.options.length * np.exp(0.8 * world.dice.normal("hub", line, targets))
            )
            texts = 1.0 if name == "notice" else 0.1
            outgoing = _HUB_OUTGOING.get(name, 0.02)
            world.ties.add(a=targets, b=line, mean=mean, rhythm=HUB, texts=texts, outgoing=outgoing)
