"""The estimator: learns from records what agreement is worth, weighs pairs with reasons, and groups records.

Why learned from the records themselves: labels of who is who exist for no register, and what a typing error is worth
differs from one to the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit, logit
from sklearn.base import BaseEstimator
from splink import SettingsCreator

from models.contract import EvidenceModel, refuse_protected
from models.evidence import Evidence, Item
from models.resolution.blocking import rules, with_keys
from models.resolution.columns import Field, Kind, fields
from models.resolution.comparisons import level_count
from models.resolution.engine import Engine, undisturbed
from models.resolution.grouping import components, groups, pairs_within
from models.resolution.learning import Learned, learned, patterns, relearned
from models.resolution.persons import Nodes, nodes, pooled
from models.resolution.prepared import RECORD, prepared
from models.resolution.samples import any_pairs, met_otherwise, some
from models.resolution.settings import rare, settings
from models.resolution.weighing import by_field, is_rarity, levels, on_names_alone, splink_columns, weights

Floats = NDArray[np.float64]
Words = NDArray[np.str_]
_FLOOR = -1.0
_BOUND = 5.0
_CAUTION = 1.0
_NO = -0.1


class Resolution(EvidenceModel, BaseEstimator):  # type: ignore[misc]  # scikit-learn ships no types
    """Which records are of one person.

    Parameters
    ----------
    key : str
        The column that names a record.
    prior : float
        The probability that two records are of one person before anything is compared; 0 takes what the records
        themselves say of how often one person occurs.
    rounds : int
        How many times what was learned is learned again from cautious groups.
    random_state : int
        Which pairs are drawn at random.

    Attributes
    ----------
    names_, kinds_, columns_, whole_ : list
        What is compared: the parts of each `Field`.
    same_, other_ : list of ndarray
        The chances of each field's levels.
    terms_, shares_ : dict
        How often a value occurs, of the fields where rarity counts.
    prior_ : float
        How often two records drawn at random are of one person.

    Notes
    -----
    Fellegi and Sunter (1969) as Splink weighs it (Linacre et al. 2022), learned by expectation and maximisation; groups
    by average link. Two different valid ID numbers never meet in a group, and no group rests on names alone. Deleting a
    record at scoring time changes only what cites it: frequencies and chances are fitted state.
    """

    def __init__(self, *, key: str = RECORD, prior: float = 0.0, rounds: int = 1, random_state: int = 0) -> None:
        self.key = key
        self.prior = prior
        self.rounds = rounds
        self.random_state = random_state

    def fit(self, X: pd.DataFrame, y: object = None) -> Resolution:
        """Learn from records, a line each; `y` is not read.

        Raises
        ------
        ValueError
            When a record stands twice, or no column can be compared.
        """
        del y
        self._taught(X)
        return self

    def fit_groups(self, X: pd.DataFrame) -> pd.Series:
        """Return what `fit` and then `groups` of the same records would, comparing their pairs only once."""
        frame, met = self._taught(X)
        with self._engine(frame) as engine:
            return self._groups(frame, met, engine)

    def _taught(self, X: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Learn from records, and return them prepared, with their pairs that share a key compared."""
        known = fields(X, key=self.key)
        if not known:
            raise ValueError("no column of these records can be compared; name columns such as surname, birth, phone")
        refuse_protected(field.name for field in known)
        self.names_ = [field.name for field in known]
        self.kinds_: list[Kind] = [field.kind for field in known]
        self.columns_ = [list(field.columns) for field in known]
        self.whole_ = [list(field.whole) for field in known]
        frame = self._prepared(X)
        self.terms_, self.shares_ = _frequencies(frame, rare(known))
        with self._engine(frame) as engine:
            met = self._met(engine)
            self._learn(self._first(frame, met, engine))
            for _ in range(self.rounds):
                self._learn(self._again(frame, met, engine))
        return frame, met

    def weights(self, X: pd.DataFrame) -> pd.DataFrame:
        """Return the weight of every item, shape (pairs, items); `X` is what `paired` gives."""
        sides = [X[[name for name in X if str(name).endswith(side)]] for side in ("_l", "_r")]
        named = [
            side.rename(columns=lambda name: str(name)[:-2]).assign(
                **{self.key: [f"{at}{n:09d}" for n in range(len(X))]}
            )
            for at, side in zip("ab", sides, strict=True)
        ]
        frame = self._prepared(pd.concat(named, ignore_index=True))
        pairs = pd.DataFrame({"a": named[0][self.key].to_numpy(), "b": named[1][self.key].to_numpy()})
        with self._engine(frame) as engine:
            return self._weighed(self._compared(engine, pairs)).set_axis(X.index)

    def predict_proba(self, X: pd.DataFrame) -> Floats:
        """Return the probabilities of two persons and of one, shape (pairs, 2)."""
        yes = expit(np.log(10) * (self.decision_function(X) + self._prior_odds()))
        return np.column_stack([1 - yes, yes])

    def candidates(self, records: pd.DataFrame, *, least: float = 0.0) -> pd.DataFrame:
        """Return the pairs of records that are more likely one person than not.

        Parameters
        ----------
        records : DataFrame
            One line per record.
        least : float
            The least log10 of the posterior odds.

        Returns
        -------
        DataFrame
            `a, b` (records, a < b), `score` (log10 Bayes factor), `odds` (log10 posterior odds) and `together`, whether
            both are in one group; the likeliest first, equal ones by record. Pairs that rest on names alone, or have two
            different valid ID numbers, are not there.
        """
        frame, known = self._prepared(records), self.known_fields
        with self._engine(frame) as engine:
            met = self._met(engine)
            label = self._groups(frame, met, engine)
        weighed = self._weighed(met)
        pairs = met[["a", "b"]].assign(score=weighed.sum(axis=1))
        pairs["odds"] = pairs["score"] + self._prior_odds()
        pairs["together"] = label[pairs["a"]].to_numpy() == label[pairs["b"]].to_numpy()
        barred = on_names_alone(by_field(weighed, known), known) | nodes(frame, known).apart(
            nodes(frame, known).ends(met)
        )
        found = pairs[(pairs["odds"] > least) & ~barred]
        ordered = found.assign(rank=found["odds"].round(9)).sort_values(
            ["rank", "a", "b"], ascending=[False, True, True]
        )
        return ordered.drop(columns="rank").reset_index(drop=True)

    def groups(self, records: pd.DataFrame) -> pd.Series:
        """Return the group of every record, named by its smallest record; indexed by record, sorted."""
        frame = self._prepared(records)
        with self._engine(frame) as engine:
            return self._groups(frame, self._met(engine), engine)

    def splink_settings(self) -> SettingsCreator:
        """Return what was learned as settings of Splink: they serve DuckDB and Spark alike."""
        known = self.known_fields
        chances = self._learned().chances([field.name for field in known])
        return settings(known, learned=chances, prior=self.prior or self.prior_)

    def reasons(self, records: pd.DataFrame, pairs: pd.DataFrame) -> list[Evidence]:
        """Return the evidence for each of some pairs of records (`a, b`), whose items add up to its score."""
        frame = self._prepared(records)
        with self._engine(frame) as engine:
            weighed = self._weighed(self._compared(engine, pairs))
        lines = frame.set_index(RECORD)[[field.name for field in self.known_fields]]
        sides = (lines.loc[pairs[side]].to_dict("records") for side in ("a", "b"))
        both = zip(pairs["a"], pairs["b"], weighed.to_dict("records"), *sides, strict=True)
        return [_evidence(a, b, line, one, other) for a, b, line, one, other in both]

    @property
    def known_fields(self) -> tuple[Field, ...]:
        """What is compared."""
        parts = zip(self.names_, self.kinds_, self.columns_, self.whole_, strict=True)
        return tuple(Field(name, kind, tuple(own), tuple(whole)) for name, kind, own, whole in parts)

    def _prior_odds(self) -> float:
        return float(logit(self.prior or self.prior_) / np.log(10))

    def _prepared(self, records: pd.DataFrame) -> pd.DataFrame:
        known = self.known_fields
        return with_keys(prepared(records, known, key=self.key), rules(known))

    @contextmanager
    def _engine(self, frame: pd.DataFrame) -> Iterator[Engine]:
        tables = {
            name: pd.DataFrame({"value": values, "frequency": self.shares_[name]})
            for name, values in self.terms_.items()
        }
        with undisturbed():
            engine = Engine(frame, settings(self.known_fields), tables)
            try:
                yield engine
            finally:
                engine.close()

    def _learned(self) -> Learned:
        return Learned(tuple(self.same_), tuple(self.other_), self.prior_)

    def _learn(self, found: Learned) -> None:
        self.same_, self.other_, self.prior_ = list(found.same), list(found.other), found.prior

    def _compared(self, engine: Engine, pairs: pd.DataFrame) -> pd.DataFrame:
        return engine.compared(pairs, splink_columns(self.known_fields))

    def _met(self, engine: Engine) -> pd.DataFrame:
        return self._compared(engine, engine.blocked())

    def _weighed(self, found: pd.DataFrame) -> pd.DataFrame:
        return weights(found, self.known_fields, self._learned())

    def _first(self, frame: pd.DataFrame, met: pd.DataFrame, engine: Engine) -> Learned:
        """Return what pairs that share a key, and pairs drawn at random, teach."""
        known, seen, count = self.known_fields, some(met), len(frame)
        drawn = self._compared(engine, any_pairs(frame, seed=self.random_state))
        return learned(
            patterns(levels(seen, known), met_otherwise(frame, seen, rules(known), known)),
            patterns(levels(drawn, known)),
            sizes=[level_count(field, known) for field in known],
            pairs=count * (count - 1) / 2 * len(seen) / max(1, len(met)),
        )

    def _again(self, frame: pd.DataFrame, met: pd.DataFrame, engine: Engine) -> Learned:
        """Return what cautious groups teach: every two records of one group, whatever key brought them together."""
        label = self._groups(frame, met, engine, caution=_CAUTION)
        inside = pairs_within(np.unique(label.to_numpy(), return_inverse=True)[1])
        if not len(inside):
            return self._learned()
        names, count = label.index.to_numpy(), len(frame)
        seen = self._compared(engine, some(pd.DataFrame({"a": names[inside[:, 0]], "b": names[inside[:, 1]]})))
        prior = len(inside) / (count * (count - 1) / 2)
        return relearned(self._learned(), patterns(levels(seen, self.known_fields)), prior=prior)

    def _groups(self, frame: pd.DataFrame, met: pd.DataFrame, engine: Engine, *, caution: float = 0.0) -> pd.Series:
        known = nodes(frame, self.known_fields)
        ends, odds = self._odds(met, known)
        label = components(ends, odds, nodes=len(known.numbers), floor=_FLOOR)
        ends, odds = self._odds(self._compared(engine, known.records_of(pairs_within(label))), known)
        group = groups(ends, odds - caution, label, bound=_BOUND, apart=known.apart(ends))
        smallest = known.of.reset_index(name="node").groupby("node")[RECORD].min().to_numpy()
        return pd.Series(smallest[group[known.of.to_numpy()]], index=known.of.index)

    def _odds(self, found: pd.DataFrame, known: Nodes) -> tuple[NDArray[np.int64], Floats]:
        """Return pairs of nodes and their log10 posterior odds; below even where names alone speak for them."""
        ends, best = pooled(found, by_field(self._weighed(found), self.known_fields), known)
        odds = best.sum(axis=1).to_numpy() + self._prior_odds()
        return ends, np.where(on_names_alone(best, self.known_fields), np.minimum(odds, _NO), odds)


def paired(records: pd.DataFrame, pairs: pd.DataFrame, *, key: str = RECORD) -> pd.DataFrame:
    """Return pairs of records (`a, b`) side by side, a line each: every column twice, with `_l` and `_r` behind it."""
    lines = records.assign(**{key: records[key].astype(str)}).set_index(key)
    sides = [lines.loc[pairs[side]].reset_index().add_suffix(end) for side, end in (("a", "_l"), ("b", "_r"))]
    return pd.concat(sides, axis=1)


def _frequencies(frame: pd.DataFrame, names: Sequence[str]) -> tuple[dict[str, Words], dict[str, Floats]]:
    """Return the values of some columns in their order, and the share of each among what is filled."""
    counted = {name: frame[name].value_counts(normalize=True).sort_index() for name in names}
    terms = {name: np.array([str(value) for value in found.index], dtype=np.str_) for name, found in counted.items()}
    return terms, {name: np.asarray(found, dtype=np.float64) for name, found in counted.items()}


def _evidence(a: str, b: str, line: dict[str, float], one: dict[str, object], other: dict[str, object]) -> Evidence:
    items, missing = [], []
    for name, weight in line.items():
        own = name.removesuffix("_rarity") if is_rarity(name) else name
        if np.isnan(weight):
            missing += [] if is_rarity(name) else [name]
        elif weight or not is_rarity(name):
            said = str(one[own]) if one[own] == other[own] else f"{one[own]} / {other[own]}"
            items.append(Item(name, said, float(weight), (a, b)))
    return Evidence((a, b), tuple(items), tuple(missing))
