"""What every test may use: worlds drawn as text, one shared Neo4j, seeds and sizes of proofs.

A drawing is a file of rows, one a line, and its lines are numbered as a spreadsheet's rows are:

    张三 id_number=372922199001011234              a person record (a bare word; `张三#2` is another 张三)
    case:A1 category=盗窃                           anything with a key
    张三 -[USES since=2026-01-01]-> tel:1           an asserted link
    tel:1 -[CALLED at=2026-03-01T08:00:00 seconds=60]-> tel:2
    acct:1 -[TRANSFERRED at=2026-03-01T09:00:00 amount=5000]-> -       a party nobody names
    张三 -[SEEN_AT at=2026-03-01T10:00:00 means=hotel]-> place:1
    == b                                            from here on another file of the same case
"""

from __future__ import annotations

import csv
import getpass
import hashlib
import json
import os
import random
import re
import shlex
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import hypothesis
import numpy as np
import pyarrow as pa
import pytest
import rich.style  # noqa: F401  draws a random number when it is imported, and must not do so in a test
import sklearn.linear_model  # noqa: F401  it draws from the global generator when it is first imported

from graph.engine import Graph, installed, open_graph
from graph.engine import stop_all as stop_servers
from graph.ledger import Import, Ledger, Report, Scope
from graph.ledger.tables import ROW_TABLES
from graph.projection import Projected
from graph.projection.apply import wipe
from graph.schema import LABEL_OF_PREFIX
from workbench import workspace as workspaces
from workbench.city.build import build
from workbench.city.options import LEAST_DAYS, LEAST_PEOPLE, Options
from workbench.desk import Desk, audit
from workbench.lessons import CITY
from workbench.settings import Settings
from workbench.view import View
from workbench.wording import speak

LINE = re.compile(r"(?P<source>\S+) -\[(?P<type>\w+)\s*(?P<props>.*?)\]-> (?P<target>\S+)$")
OWN = {"at", "since", "until", "owner", "precision"}
INTEGERS = {"seconds", "amount", "balance", "seq"}


# No example is held to a clock, and `make test` draws the same examples each time; proofs draw others.
hypothesis.settings.register_profile("test", deadline=None, derandomize=os.environ.get("FUSION_PROOF") != "full")
hypothesis.settings.load_profile("test")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run the quick tests first and the proofs last."""
    items.sort(
        key=lambda item: sum(4**n for n, mark in enumerate(["neo4j", "browser", "proof"]) if mark in item.keywords)
    )


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """With CI=true a part that is missing is a failure, not a silence."""
    if report.skipped and os.environ.get("CI") == "true" and not hasattr(report, "wasxfail"):
        report.outcome = "failed"


@pytest.fixture(autouse=True)
def _no_global_randomness() -> Iterator[None]:
    """Fail a test whose code draws from a generator that nobody seeded."""
    before = random.getstate(), np.random.get_state()[1].tobytes()
    yield
    after = random.getstate(), np.random.get_state()[1].tobytes()
    assert before == after, "code drew from a global random generator; pass a seed"


@pytest.fixture(autouse=True)
def _no_language_left_behind() -> Iterator[None]:
    """Let every test begin in the language of the environment, whatever an earlier page spoke."""
    yield
    speak("")


@pytest.fixture(scope="session")
def seed() -> int:
    """`FUSION_SEED`: a number, or `random` to draw one; a failing proof prints it with its other values."""
    text = os.environ.get("FUSION_SEED", "1")
    value = random.SystemRandom().randrange(2**31) if text == "random" else int(text)
    return value


@pytest.fixture(scope="session")
def full() -> bool:
    """Whether proofs run at full size (`FUSION_PROOF=full`) or as the short form of `make test`."""
    return os.environ.get("FUSION_PROOF", "short") == "full"


@pytest.fixture
def drawn(tmp_path: Path) -> Iterator[Callable[[str], Scope]]:
    """Return what draws a world into a new ledger and gives its scope, no graph involved."""
    scopes: list[Scope] = []

    def opened(text: str) -> Scope:
        ledger = Ledger.open(tmp_path / f"ledger-{len(scopes)}")
        draw(ledger, text, folder=tmp_path)
        scopes.append(ledger.scope(["case:W"]))
        return scopes[-1]

    yield opened
    for scope in scopes:
        scope.close()


@pytest.fixture(scope="session")
def cache() -> Path:
    """Return where Neo4j is installed for this user; without it, tests that need it are skipped (never with CI=true)."""
    cache = Settings.from_environment().cache
    if not installed(cache):
        pytest.skip("Neo4j is not installed: run `fusion neo4j install`")
    return cache


@pytest.fixture(scope="session")
def shared_engine(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Iterator[Path]:
    """Run one managed server for every test that can share one; return the folder of its generations."""
    graphs = tmp_path_factory.mktemp("shared") / "graphs"
    yield graphs / "shared" / "engine"
    stop_servers(graphs)


@pytest.fixture
def graph_server(shared_engine: Path, cache: Path) -> Iterator[Graph]:
    """Return the shared server's graph, emptied."""
    graph = open_graph(
        "managed:", folder=shared_engine.parent, cache=cache, workspace="shared", idle_minutes=10, say=_quiet
    )
    with graph:
        wipe(graph)
        yield graph


@pytest.fixture
def world(tmp_path: Path, shared_engine: Path, graph_server: Graph, cache: Path) -> Iterator[World]:
    """Return an empty workspace on the shared server, ready to be drawn."""
    made = World.make(tmp_path / "home", cache, engine=shared_engine)
    yield made
    made.close()


@pytest.fixture(scope="session")
def world_at() -> Callable[[Path], World]:
    """Return what makes a workspace in a data folder, or opens the one that is there; nobody opens its graph."""

    def at(home: Path) -> World:
        if (home / "desk.sqlite").exists():
            return World(Settings(home=home, cache=home / "cache", actor="tester", idle_minutes=10))
        return World.make(home, home / "cache")

    return at


@pytest.fixture
def ledger_world(tmp_path: Path, world_at: Callable[[Path], World]) -> Iterator[World]:
    """Return an empty workspace whose graph nobody opens, ready to be drawn."""
    made = world_at(tmp_path / "home")
    yield made
    made.close()


@pytest.fixture(scope="session")
def training_city(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Iterator[Path]:
    """Return a data folder with the workspace 训练城: a small city's registers and a third of its calls and money.

    Whoever works on the pages names a folder that `fusion demo` made once in `FUSION_TEST_CITY`, and waits less.
    """
    if prepared := os.environ.get("FUSION_TEST_CITY"):
        yield Path(prepared)
        return
    home, city = tmp_path_factory.mktemp("city-home"), tmp_path_factory.mktemp("city")
    build(city, Options(seed=3, people=LEAST_PEOPLE, days=LEAST_DAYS))
    shutil.rmtree(city / "truth")
    with (city / "imports.csv").open(encoding="utf-8", newline="") as listing:
        lines = list(csv.DictReader(listing))
    kept = [line for place, line in enumerate(lines) if line["file"].startswith("registers") or place % 3 == 0]
    settings = Settings(home=home, cache=cache, actor=getpass.getuser(), idle_minutes=30)
    desk = Desk.open(settings)
    cases = sorted({line["case"] for line in lines})
    workspaces.create(desk, CITY, cases=cases, purpose="训练", legal_basis="虚构数据", actor=settings.actor)
    desk.close()
    with View.open(CITY, settings=settings) as view:
        for line in kept:
            terms = {name: line[name] for name in ("case", "document_no", "officers")}
            view.import_files([city / line["file"]], **terms)
        view.project()
    yield home
    stop_servers(home / "graphs")


@pytest.fixture
def fresh_world(tmp_path: Path, shared_engine: Path, graph_server: Graph, cache: Path) -> Iterator[Callable[[], World]]:
    """Return what makes an empty workspace on the shared server as often as it is called, one at a time."""
    made: list[World] = []

    def make() -> World:
        wipe(graph_server)
        made.append(World.make(tmp_path / f"home-{len(made)}", cache, engine=shared_engine))
        return made[-1]

    yield make
    for world in made:
        world.close()


@pytest.fixture(scope="session")
def own_world(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Iterator[Callable[..., World]]:
    """Return what makes a workspace with a server of its own, for tests that end or rebuild it."""
    made: list[World] = []

    def make(name: str, *, cases: Sequence[str] = ("W",)) -> World:
        made.append(World.make(tmp_path_factory.mktemp(name) / "home", cache, cases=cases))
        return made[-1]

    yield make
    for world in made:
        world.close()
        stop_servers(world.settings.home / "graphs")


class World:
    """A workspace called `专班` with the case `W`, its ledger and its view.

    Parameters
    ----------
    settings : Settings
        Where its stores are.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.ledger = Ledger.open(settings.home)
        self.view = View.open("专班", settings=settings)

    @classmethod
    def make(cls, home: Path, cache: Path, *, cases: Sequence[str] = ("W",), engine: Path | None = None) -> World:
        """Make the workspace; with `engine`, its server is the one of that folder."""
        settings = Settings(home=home, cache=cache, actor="tester", idle_minutes=10)
        desk = Desk.open(settings)
        made = workspaces.create(desk, "专班", cases=cases, purpose="测试", legal_basis="无", actor="tester")
        desk.close()
        if engine:
            (home / "graphs" / made.slug).mkdir(parents=True)
            (home / "graphs" / made.slug / "engine").symlink_to(engine)
        return cls(settings)

    def close(self) -> None:
        """Let go of the stores; closing twice does no harm."""
        self.view.close()

    def draw(self, text: str, *, case: str = "case:W") -> list[Import]:
        """Import a drawing without projecting it."""
        folder = self.settings.home / "drawings"
        folder.mkdir(exist_ok=True)
        return draw(self.ledger, text, folder=folder, case=case)

    def project(self, text: str = "", *, rebuild: bool = False) -> Projected:
        """Import a drawing, if one is given, and bring the graph up to date."""
        if text:
            self.draw(text)
        return self.view.project(rebuild=rebuild)

    def ask(self, name: str, /, *columns: str, **params: object) -> list[tuple[object, ...]]:
        """Return the rows of a question of the library, only some columns if they are named."""
        table = self.view.ask(name, **params)
        places = [table.columns.index(column) for column in columns] or range(len(table.columns))
        return [tuple(row[place] for place in places) for row in table.rows]

    def cypher(self, text: str, **params: object) -> list[tuple[object, ...]]:
        """Return the rows of a statement."""
        return [tuple(row) for row in self.view.cypher(text, params).rows]

    def judge(self, a: str, b: str, verdict: str) -> None:
        """Decide about two drawn persons; `张三@b` is the 张三 of the file `b`."""
        first, second = (record_of(*drawn.split("@")) for drawn in (a, b))
        self.view.judge(first, second, verdict, why="测试")


def _quiet(_: str) -> None:
    """Tell nobody."""


def record_of(drawn: str, file: str = "a") -> str:
    """Return the id of a drawn person's record in a file."""
    return "rec:" + hashlib.sha256(f"{file}/{drawn}".encode()).hexdigest()[:20]


def draw(ledger: Ledger, text: str, *, folder: Path, case: str = "case:W") -> list[Import]:
    """Import a drawing, one import per file of it."""
    made = []
    for name, lines in drawn_files(text):
        path = folder / f"{name}.txt"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        original = ledger.keep(path)
        draft = ledger.draft(original)
        for table, rows in drawn_rows(lines, file=original.sha256, name=name).items():
            draft.append(
                table, pa.Table.from_pylist(rows, schema=pa.schema([f for f in ROW_TABLES[table] if f.name != "batch"]))
            )
        count = sum(1 for line in lines if line.strip())
        made.append(
            draft.commit(
                case_key=case,
                actor="tester",
                document_no="D1",
                officers="甲,乙",
                mapping="drawing",
                mapping_version="1",
                normaliser_version="1",
                report=Report(rows_read=count, accepted=count, template="drawing"),
            )
        )
    return made


def drawn_files(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the files of a drawing: name and lines, the first file being called `a`."""
    name, lines = "a", []
    for line in text.strip("\n").splitlines():
        if match := re.fullmatch(r"\s*== (\S+)", line):
            if any(map(str.strip, lines)):
                yield name, lines
            name, lines = match[1], []
        else:
            lines.append(line.strip())
    yield name, lines


def drawn_rows(lines: list[str], *, file: str, name: str) -> dict[str, list[dict[str, Any]]]:
    """Return the ledger rows of one file's lines, by table."""
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    seen: set[str] = set()
    for number, line in enumerate(lines, 1):
        at = {"file": file, "sheet": "", "row": number}
        text = line.partition("  #")[0].strip()
        if not text or text.startswith("#"):
            continue
        if match := LINE.match(text):
            for end in (match["source"], match["target"]):
                if label_of(end) == "Person" and end != "-" and end not in seen:
                    seen.add(end)
                    rows["persons"].append(at | person(end, {}, name))
            table, row = linked(match["source"], match["type"], props_of(match["props"]), match["target"], name)
            rows[table].append(at | row)
        else:
            first, _, rest = text.partition(" ")
            if label_of(first) == "Person":
                seen.add(first)
                rows["persons"].append(at | person(first, props_of(rest), name))
            else:
                rows["entities"].append(
                    at
                    | {"label": label_of(first), "key": first, "props": json.dumps(props_of(rest), ensure_ascii=False)}
                )
    return rows


def props_of(text: str) -> dict[str, Any]:
    pairs = (word.split("=", 1) for word in shlex.split(text))
    return {name: int(value) if name in INTEGERS else value for name, value in pairs}


def label_of(end: str) -> str:
    return LABEL_OF_PREFIX.get(end.partition(":")[0], "Person") if ":" in end else "Person"


def key_of(end: str, name: str) -> str | None:
    return None if end == "-" else record_of(end, name) if label_of(end) == "Person" else end


def person(drawn: str, props: dict[str, Any], file: str) -> dict[str, Any]:
    number = props.pop("id_number", None)
    born = props.pop("birth_date", None)
    known = {k: props.pop(k) for k in ("sex", "address") if k in props}
    return known | {
        "record": record_of(drawn, file),
        "name": props.pop("name", drawn.partition("#")[0]),
        "id_number": number,
        "id_valid": number is not None and "?" not in number,
        "birth_date": date.fromisoformat(born) if born else None,
        "aliases": props.pop("aliases").split(",") if "aliases" in props else None,
        "props": json.dumps(props, ensure_ascii=False),
    }


def linked(source: str, type_: str, props: dict[str, Any], target: str, file: str) -> tuple[str, dict[str, Any]]:
    """Return the table and the row of a drawn link."""
    at = instant(props.get("at"))
    a, b = key_of(source, file), key_of(target, file)
    if type_ == "CALLED":
        kept = {
            k: props[k]
            for k in ("seconds", "cell", "imei", "imsi", "serial", "other_text", "forwarded_to")
            if k in props
        }
        row = kept | {
            "owner": props.get("owner", a or b),
            "caller": a,
            "callee": b,
            "act": props.get("act", "call"),
            "started_at": at,
            "precision": props.get("precision", "second"),
            "started_text": props.get("at"),
        }
        return "calls", row | {"content": content(row)}
    if type_ == "TRANSFERRED":
        kept = {
            k: props[k]
            for k in ("amount", "balance", "serial", "seq", "channel", "other_text", "other_name", "memo")
            if k in props
        }
        terminal = props.get("terminal", "unknown") if a is None or b is None else None
        row = kept | {
            "owner": props.get("owner", a or b),
            "source": a,
            "target": b,
            "terminal": terminal,
            "currency": "CNY",
            "occurred_at": at,
            "precision": props.get("precision", "second"),
            "occurred_text": props.get("at"),
        }
        return "transfers", row | {"content": content(row)}
    if type_ == "SEEN_AT":
        return "sightings", {
            "who_label": label_of(source),
            "who": a,
            "where_label": label_of(target),
            "where": b,
            "means": props.get("means"),
            "from_at": at,
            "to_at": instant(props.get("until")),
            "precision": "second",
        }
    rest = {k: v for k, v in props.items() if k not in OWN}
    return "links", {
        "type": type_,
        "source_label": label_of(source),
        "source": a,
        "target_label": label_of(target),
        "target": b,
        "since": instant(props.get("since")),
        "until": instant(props.get("until")),
        "props": json.dumps(rest, ensure_ascii=False),
    }


def instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None


def content(row: dict[str, Any]) -> int:
    text = "|".join(f"{k}={v}" for k, v in sorted(row.items()) if k not in ("cell", "imei", "imsi"))
    return int.from_bytes(hashlib.md5(text.encode()).digest()[:8], "big") >> 1


@pytest.fixture
def home(training_city: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the data folder the pages see."""
    monkeypatch.setenv("FUSION_HOME", str(training_city))
    return training_city


@pytest.fixture
def city(home: Path) -> Iterator[View]:
    """Return a view of what the pages show, to compare them with."""
    with View.open(CITY, settings=Settings.from_environment()) as view:
        yield view


@pytest.fixture
def audited(home: Path) -> Callable[[], list[Mapping[str, Any]]]:
    """Return a function that reads the whole audit, the oldest line first."""

    def lines() -> list[Mapping[str, Any]]:
        desk = Desk.open(Settings.from_environment())
        try:
            return list(desk.rows(audit.select().order_by(audit.c.seq)))
        finally:
            desk.close()

    return lines
