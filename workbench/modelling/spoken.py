"""A card in words: Markdown in either language, every figure as it was measured.

Why from the card alone: what is printed must be what was kept, whoever prints it and however long after.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from workbench.modelling.card import Card
from workbench.modelling.later import Later
from workbench.wording import language, say

Words = Callable[..., str]
_FOREMOST = ("ap", "auc", "tpr@5%", "brier_skill")
_SHORT = 12


def card_text(card: Card, *, lang: str | None = None) -> str:
    """Return a card as Markdown."""
    spoken = lang or language()

    def words(key: str, **values: object) -> str:
        return say(f"model_card.{key}", lang=spoken, **values)

    parts = (
        [f"# {_title(card, words, spoken)}"],
        _section(words("predicts"), [words(f"predicts_{card.kind}")]),
        _section(words("not_for"), [words(f"not_for_{card.kind}"), words("protected")]),
        _section(words("limits"), [f"- {say(f'model_warning.{key}', lang=spoken)}" for key in card.warnings]),
        _data(card, words),
        _worth(card, words, spoken) if card.validation else _section(words("measures"), [words("not_measured")]),
        _features(card, words, spoken),
        _made(card, words),
    )
    return "\n\n".join(line for part in parts for line in part) + "\n"


def later_text(later: Later | None, *, lang: str | None = None) -> str:
    """Return what is said beside a card of what people made of its findings."""
    if later is None or not later.found:
        return say("model.no_later", lang=lang)
    share = f"{1 - later.fallen / later.found:.0%}"
    return say("model.later", lang=lang, found=later.found, fallen=later.fallen, share=share)


def summary(card: Card, *, lang: str | None = None) -> list[list[str]]:
    """Return the first figures of a card: a head of methods, then a line per measure; empty when nothing was measured."""
    if not card.validation:
        return []
    spoken, worth = lang or language(), card.validation
    methods = [worth["ours"], *worth["baselines"], *worth["others"]]
    known = {(figure["measure"], figure["method"]): figure for figure in worth["figures"]}
    lines = [
        [_measure(name, spoken), *(_figure(known.get((name, method))) for method in methods)] for name in _FOREMOST
    ]
    return [[say(f"model_method.{name}", lang=spoken) for name in methods], *lines]


def grid(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    r"""Return a table in Markdown.

    Examples
    --------
    >>> print(grid(["a", "b"], [["1", "2|3"]]))
    | a | b |
    |---|---|
    | 1 | 2\|3 |
    """
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(_row(line, bare=place == 1) for place, line in enumerate(lines))


def _row(cells: Sequence[str], *, bare: bool) -> str:
    told = [cell.replace("|", "\\|").replace("\n", " ") for cell in cells]
    return "|" + "|".join(told) + "|" if bare else "| " + " | ".join(told) + " |"


def _section(title: str, lines: Sequence[str]) -> list[str]:
    bullets = [line for line in lines if line.startswith("- ")]
    return [
        f"## {title}",
        *([line for line in lines if line not in bullets]),
        *(["\n".join(bullets)] if bullets else []),
    ]


def _title(card: Card, words: Words, lang: str) -> str:
    number = words("numbered", version=card.version) if card.version else words("unkept")
    return f"{words('title', kind=say(f'model_kind.{card.kind}', lang=lang))} · {number}"


def _data(card: Card, words: Words) -> list[str]:
    of = card.data
    labels = f"labels_accounts_{of.source}" if card.kind == "accounts" else f"labels_{card.kind}"
    period = words("period_is", first=of.period[0], last=of.period[1]) if of.period else words("no_period")
    lines = [
        f"- {words('source')}: {words(f'source_{of.source}', name=of.name, version=card.made.ledger_version)}",
        f"- {words(f'amount_{card.kind}', lines=of.lines, rows=of.rows, known=of.known, groups=of.groups)}",
        f"- {words('period')}: {period}",
        f"- {words('labels')}: {words(labels)}",
        *(f"- {words('files')}: {name} {sha256}" for name, sha256 in of.files.items()),
    ]
    return _section(words("data"), lines)


def _worth(card: Card, words: Words, lang: str) -> list[str]:
    worth = card.validation or {}
    rate = words("base_rate_is", rate=_percent(worth["base_rate"]), true=worth["true"], lines=worth["lines"])
    return [
        *_section(words("splits"), [words("splits_are", parts=worth["parts"], lines=worth["lines"])]),
        *_section(words("base_rate"), [rate]),
        *_section(words("measures"), [_measures(worth, words, lang)]),
        *_section(words("reliability"), [_reliability(worth, words)]),
        *_section(words("missing"), [_missing(worth, words, lang)]),
        *_section(words("permuted"), [_permuted(worth, words)]),
    ]


def _measures(worth: Mapping[str, Any], words: Words, lang: str) -> str:
    methods = [worth["ours"], *worth["baselines"], *worth["others"]]
    known = {(figure["measure"], figure["method"]): figure for figure in worth["figures"]}
    names = list(dict.fromkeys(figure["measure"] for figure in worth["figures"]))
    rows = [[_measure(name, lang), *(_figure(known.get((name, method))) for method in methods)] for name in names]
    return grid([words("measure"), *(say(f"model_method.{name}", lang=lang) for name in methods)], rows)


def _reliability(worth: Mapping[str, Any], words: Words) -> str:
    head = [words(name) for name in ("said", "lines", "mean_said", "was_true")]
    rows = [
        [f"{line['lo']:.1f}–{line['hi']:.1f}", str(line["n"]), _percent(line["said"]), _percent(line["true"])]
        for line in worth["reliability"]
    ]
    return grid(head, rows)


def _missing(worth: Mapping[str, Any], words: Words, lang: str) -> str:
    names = ("ap", "auc", "tpr@5%", "brier_skill")
    rows = []
    for share, figures in worth["missing"].items():
        known = {figure["measure"]: figure for figure in figures}
        rows.append([share, *(_figure(known.get(name)) for name in names)])
    return grid([words("share"), *(_measure(name, lang) for name in names)], rows)


def _permuted(worth: Mapping[str, Any], words: Words) -> str:
    known = {figure["measure"]: figure for figure in worth["permuted"]}
    if not known:
        return words("not_measured")
    rate = _percent(worth["permuted_rate"])
    return words("permuted_is", auc=_figure(known["auc"]), ap=_figure(known["ap"]), rate=rate)


def _features(card: Card, words: Words, lang: str) -> list[str]:
    def line(name: str, ends: tuple[float, float] | None) -> str:
        told = _feature(name, lang)
        return f"- {told}" if ends is None else f"- {told}: {ends[0]:+.2f} … {ends[1]:+.2f}"

    return _section(words("features"), [line(name, ends) for name, ends in card.features.items()])


def _made(card: Card, words: Words) -> list[str]:
    by = card.made
    parameters = ", ".join(f"{name}={value}" for name, value in sorted(card.parameters.items()))
    versions = ", ".join(f"{name} {version}" for name, version in by.versions.items())
    cases = " ".join(case.removeprefix("case:") for case in by.cases) or "—"
    told = (
        words("made_by", actor=by.actor, at=by.at, purpose=by.purpose, reason=by.why or "—"),
        words("seed", seed=by.seed, parameters=parameters),
        words("versions", versions=versions),
        words("state", decisions=by.decisions[:_SHORT] or "—", scope_key=by.scope_key[:_SHORT] or "—", cases=cases),
        words("digest", sha256=card.sha256 or "—"),
    )
    return _section(words("made"), [f"- {line}" for line in told])


def _measure(name: str, lang: str) -> str:
    return say(f"model_measure.{name}", lang=lang)


def _feature(name: str, lang: str) -> str:
    try:
        return say(f"model_feature.{name}", lang=lang)
    except KeyError:
        return name  # a column of the records


def _figure(figure: Mapping[str, Any] | None) -> str:
    if figure is None or figure["value"] is None:
        return "—"
    if figure["lo"] is None:
        return f"{figure['value']:.3f}"
    return f"{figure['value']:.3f} ({figure['lo']:.3f}–{figure['hi']:.3f})"


def _percent(value: float) -> str:
    return f"{value:.1%}"
