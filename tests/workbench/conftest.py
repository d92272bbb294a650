"""A desk in a folder of its own, with a workspace and three persons in different roles."""

import shutil

import numpy as np
import pandas as pd
import pytest

from workbench import workspace
from workbench.desk import Desk
from workbench.settings import Settings


@pytest.fixture
def settings(tmp_path):
    return Settings(home=tmp_path / "home", cache=tmp_path / "cache", actor="li")


@pytest.fixture
def desk(settings):
    desk = Desk.open(settings)
    yield desk
    desk.close()


@pytest.fixture
def task_force(desk):
    """A workspace of li (owner), wu (analyst) and he (reader); eve is nobody."""
    workspace.create(desk, "专班甲", cases=["A1", "A2"], purpose="侦办甲案", legal_basis="立字1号", actor="li")
    workspace.add_member(desk, "专班甲", "wu", role="analyst", actor="li")
    workspace.add_member(desk, "专班甲", "he", role="reader", actor="li")
    return "专班甲"


@pytest.fixture(scope="session")
def solved():
    """Return a drawing of the cases of 24 hands: near each other in place, time and manner where they are of one hand."""
    dice, lines, number = np.random.default_rng(1), [], 0
    for hand in range(24):
        lat, lon, day, way = 33 + dice.normal(0, 0.1), 123 + dice.normal(0, 0.1), dice.integers(1, 70), hand % 5
        for _ in range(1 + hand % 3):
            at = np.datetime64("2026-03-01T03:00") + np.timedelta64(int(day + dice.integers(0, 8)), "D")
            place = f"lat={lat + dice.normal(0, 0.004):.5f} lon={lon + dice.normal(0, 0.004):.5f} datum=WGS84"
            said = f"category=盗窃 mo_means=手法{way} occurred_from={at} occurred_to={at} summary=撬门入室盗窃第{way}种手法"
            lines += [f"case:K{number} {said}", f"place:K{number} {place}", f"case:K{number} -[AT]-> place:K{number}"]
            lines += [f"嫌疑人{hand} -[SUSPECT_IN]-> case:K{number}"]
            number += 1
    return "\n".join(lines)


@pytest.fixture(scope="session")
def named_accounts():
    """Return a drawing of rings whose accounts cases name, among ordinary accounts."""
    lines = []
    for ring in range(8):
        keys = [f"acct:BY:{ring}{step}" for step in range(3)]
        for step, (source, target) in enumerate(zip(keys, keys[1:] + keys[:1], strict=True)):
            lines.append(
                f"{source} -[TRANSFERRED at=2026-03-{2 + ring:02}T0{step + 1}:00:00 amount={50_000 - 500 * step}]-> {target}"
            )
        lines += [f"case:R{ring} category=诈骗", *(f"case:R{ring} -[MENTIONS]-> {key}" for key in keys)]
    for n in range(120):
        own = f"acct:JL:{n} -[TRANSFERRED at=2026-03-{1 + n % 20:02}T0{n % 9}:00:00 amount={10_000 + 37 * n}]-> acct:JL:{200 + n % 12}"
        lines.append(own)
    return "\n".join(lines)


@pytest.fixture(scope="session")
def trained_home(tmp_path_factory, world_at, solved):
    """Return the data folder of a workspace whose model of case linkage is in force, not validated to save time."""
    home = tmp_path_factory.mktemp("trained") / "home"
    world = world_at(home)
    world.draw(solved)
    world.view.models.train("linkage", why="试用", rounds=0)
    world.close()
    return home


@pytest.fixture
def trained(trained_home, world_at, tmp_path):
    """Return a copy of that workspace."""
    shutil.copytree(trained_home, tmp_path / "home")
    world = world_at(tmp_path / "home")
    yield world
    world.close()


@pytest.fixture
def burglaries(tmp_path):
    """Return a folder with the burglaries of 30 hands."""
    folder, dice, lines = tmp_path / "burglaries", np.random.default_rng(2), []
    folder.mkdir()
    for hand in range(30):
        haunt, season = dice.normal(0, 6_000, 2), dice.uniform(0, 300)
        for _ in range(1 + hand % 3):
            x, y = haunt + dice.normal(0, 600, 2)
            begin = pd.Timestamp("2023-01-01") + pd.to_timedelta(season + dice.normal(0, 8), unit="D")
            lines.append((f"C{len(lines)}", x, y, begin.round("min"), begin.round("min"), "abcd"[hand % 4], f"O{hand}"))
    frame = pd.DataFrame(lines, columns=["crime_id", "x_m", "y_m", "from", "to", "mo_way", "offender_id"])
    frame.drop(columns="offender_id").to_csv(folder / "crimes.csv", index=False)
    frame[["offender_id", "crime_id"]].to_csv(folder / "offences.csv", index=False)
    return folder
