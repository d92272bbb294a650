import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone

from models.errors import Protected
from models.evaluation.measures import area
from models.evaluation.ranking import hits
from models.linkage import CaseLinkage, evidence_of, found_series, ranked
from models.linkage.candidates import candidates
from models.linkage.cases import read_cases
from models.linkage.series import series, support
from models.persisted import digest, restored, stored

HANDS = 60


def invented(seed=0, hands=HANDS, alone=60):
    """Return cases of some hands, each with its haunt, its season and its ways, and single ones."""
    dice = np.random.default_rng(seed)
    lines, who = [], []
    for hand in range(hands + alone):
        haunt, season, ways = dice.normal(0, 6_000, 2), dice.uniform(0, 700), dice.integers(0, 4, 3)
        for _ in range(int(dice.integers(2, 5)) if hand < hands else 1):
            x, y = haunt + dice.normal(0, 700, 2)
            begin = pd.Timestamp("2023-01-01") + pd.to_timedelta(season + dice.normal(0, 15), unit="D")
            kept = np.where(dice.random(3) < 0.7, ways, dice.integers(0, 4, 3))
            codes = {f"mo_{n}": "abcd"[code] for n, code in enumerate(kept)}
            end = begin + pd.to_timedelta(dice.exponential(6), unit="h")
            lines.append({"case": f"case:{len(lines):03}", "x_m": x, "y_m": y, "from": begin, "to": end, **codes})
            who.append({f"hand{hand}"})
    return pd.DataFrame(lines), who


def truth_of(compared, frame, who):
    hand = dict(zip(frame["case"], map(frozenset, who), strict=True))
    keys = compared.cases.keys
    return np.array([bool(hand[keys[a]] & hand[keys[b]]) for a, b in zip(compared.first, compared.second, strict=True)])


@pytest.fixture(scope="module")
def model():
    return CaseLinkage(bags=4).fit(*invented(0))


@pytest.fixture(scope="module")
def pool():
    return invented(1)


@pytest.fixture(scope="module")
def compared(model, pool):
    return model.compare(pool[0])


def test_cases_of_hands_it_never_saw_are_found(compared, pool):
    truth = truth_of(compared, *pool)
    assert area(compared.score, truth) > 0.95
    assert hits(compared.first, compared.second, compared.score, truth, k=5).mean() > 0.85


def test_what_is_said_to_be_likely_is_so_about_as_often(compared, pool):
    truth, chance = truth_of(compared, *pool), compared.probability
    likely = chance > 0.5
    assert abs(chance[likely].mean() - truth[likely].mean()) < 0.15
    assert abs(chance.mean() - truth.mean()) < 0.01


def test_items_sum_to_the_score_and_every_item_rests_on_the_two_cases(compared):
    for pair in range(0, len(compared.score), 997):
        evidence = evidence_of(compared, pair)
        assert abs(evidence.score - compared.score[pair]) < 1e-9
        assert all(item.rows == evidence.about for item in evidence.items)


def test_the_likeliest_come_first_and_equal_ones_by_name(compared):
    found = ranked(compared, "case:010")
    assert found["score"].is_monotonic_decreasing
    assert "case:010" not in set(found["case"])
    pair = int(found["pair"][0])
    assert set(evidence_of(compared, pair).about) == {"case:010", found["case"][0]}
    with pytest.raises(KeyError):
        ranked(compared, "case:none")


def test_series_are_mostly_of_one_hand(compared, pool):
    frame, who = pool
    hand = {case: next(iter(own)) for case, own in zip(frame["case"], who, strict=True)}
    found = list(found_series(compared))
    pure = [len({hand[case] for case in own}) == 1 for own in found]
    assert len(found) >= HANDS / 4
    assert np.mean(pure) > 0.8


def test_a_case_taken_away_changes_only_what_rests_on_it(model, pool, compared):
    frame, _ = pool
    gone = "case:005"
    left = model.compare(frame[frame["case"] != gone])
    keys = compared.cases.keys
    before = {(keys[a], keys[b]): line for line, (a, b) in enumerate(zip(compared.first, compared.second, strict=True))}
    direct = compared.weights.drop(columns="series").to_numpy()
    for line in range(0, len(left.score), 501):
        pair = left.cases.keys[left.first[line]], left.cases.keys[left.second[line]]
        np.testing.assert_array_equal(left.weights.drop(columns="series").to_numpy()[line], direct[before[pair]])


def test_the_order_of_the_cases_changes_nothing(model, pool, compared):
    frame, _ = pool
    turned = model.compare(frame.iloc[::-1])
    one, other = (
        {frozenset((c.cases.keys[a], c.cases.keys[b])): s for a, b, s in zip(c.first, c.second, c.score, strict=True)}
        for c in (compared, turned)
    )
    assert one.keys() == other.keys()
    assert max(abs(one[pair] - other[pair]) for pair in one) < 1e-9


@pytest.mark.parametrize("columns", [["x_m", "y_m"], ["from", "to"], ["mo_0"], ["from", "mo_0", "mo_1"]])
def test_any_columns_will_do_and_what_is_missing_is_said(pool, columns):
    frame, who = invented(0)
    found = CaseLinkage(bags=2).fit(frame[["case", *columns]], who).compare(pool[0][["case", *columns]])
    assert np.isfinite(found.score).all()
    assert area(found.score, truth_of(found, *pool)) > 0.55


def test_a_detail_that_one_case_lacks_is_not_compared(model, pool):
    frame = pool[0].copy()
    frame.loc[0, ["x_m", "y_m"]] = np.nan
    evidence = evidence_of(model.compare(frame), 0)
    assert "distance" in evidence.missing
    assert "distance" not in {item.feature for item in evidence.items}


def test_narratives_and_shared_things_speak_too():
    frame, who = invented(0)
    dice = np.random.default_rng(2)
    words = np.array(["撬锁入室盗窃现金", "翻窗入室窃取首饰", "尾随老人抢夺手机", "冒充客服骗取转账"])
    hand = pd.Series([next(iter(own)) for own in who])
    habit = {name: dice.integers(0, 4) for name in hand.unique()}
    frame["text"] = [
        words[habit[name] if dice.random() < 0.9 else dice.integers(0, 4)] + "，受害人报案" for name in hand
    ]
    frame["things"] = [[f"tel:{name}"] if dice.random() < 0.4 else [f"tel:{n}"] for n, name in enumerate(hand)]
    found = CaseLinkage(bags=2).fit(frame, who).compare(frame)
    truth = truth_of(found, frame, who)
    shared = found.values["things"] > 0
    assert truth[shared].all()
    assert found.weights["things"][shared].min() > 1
    assert found.weights["text"][found.values["text"] > 0.9].mean() > 0.2


def test_unsolved_cases_teach_nothing():
    frame, who = invented(0)
    more = pd.concat([frame, invented(3)[0].assign(case=lambda f: "other:" + f["case"])], ignore_index=True)
    known = [*who, *[set()] * (len(more) - len(frame))]
    one, other = CaseLinkage(bags=2).fit(frame, who), CaseLinkage(bags=2).fit(more, known)
    pool = invented(1)[0]
    np.testing.assert_array_equal(one.compare(pool).score, other.compare(pool).score)


def test_protected_columns_are_refused():
    frame, who = invented(0)
    with pytest.raises(Protected):
        CaseLinkage().fit(frame.assign(mo_民族="x"), who)


def test_it_is_cloned_stored_and_loaded(model, pool, compared):
    data = stored(model)
    again = restored(data, CaseLinkage, sha256=digest(data))
    np.testing.assert_array_equal(again.compare(pool[0]).score, compared.score)
    assert clone(model).get_params() == model.get_params()


def test_a_large_pool_is_compared_with_the_nearest_and_with_what_is_shared(monkeypatch):
    monkeypatch.setattr("models.linkage.candidates._ALL", 10)
    frame, _ = invented(1)
    frame["things"] = [["x"] if n in (0, len(frame) - 1) else [] for n in range(len(frame))]
    frame.loc[[0, len(frame) - 1], "from"] = pd.Timestamp("2023-06-01")
    frame.loc[[0, len(frame) - 1], "to"] = pd.Timestamp("2023-06-01")
    cases = read_cases(frame)
    first, second = candidates(cases, None, days=365, km=15, neighbours=5, alike=5)
    pairs = set(zip(first.tolist(), second.tolist(), strict=True))
    assert (0, len(frame) - 1) in pairs
    assert len(pairs) <= 5 * len(frame) + 1
    far = np.log(np.hypot(*(cases.where[0] - cases.where).T) / 1000 + 0.05)
    far += 0.5 * np.log(np.abs(cases.middle[0] - cases.middle) + 0.5)
    nearest = int(np.argsort(far)[1])
    assert (min(0, nearest), max(0, nearest)) in pairs


def test_a_third_case_that_links_both_supports_them():
    first, second = np.array([0, 0, 1]), np.array([1, 2, 2])
    score = np.array([3.0, -1.0, 2.5])
    np.testing.assert_allclose(support(first, second, score, number=3, least=1.0), [0, 3.5, 0])
    np.testing.assert_allclose(support(first, second, score, number=3, least=2.8), [0, 0, 0])


def test_series_end_where_the_links_grow_weak():
    first, second = np.array([0, 0, 1, 2]), np.array([1, 2, 2, 3])
    labels = series(first, second, np.array([4.0, 4.0, 4.0, 1.5]), number=5, cut=2.0, least=1.0)
    assert labels.tolist() == [0, 0, 0, 3, 4]


def test_a_huge_tangle_is_cut_by_its_stronger_links(monkeypatch):
    monkeypatch.setattr("models.linkage.series._LARGEST", 3)
    first, second = np.array([0, 1, 2, 3, 4]), np.array([1, 2, 3, 4, 5])
    score = np.array([5.0, 5.0, 1.1, 5.0, 5.0])
    labels = series(first, second, score, number=6, cut=2.0, least=1.0)
    assert labels.tolist() == [0, 0, 0, 3, 3, 3]
