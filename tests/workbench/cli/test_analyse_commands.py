"""`fusion analyse`, `kept` and `withdraw`, as an analyst types them."""

from __future__ import annotations

import json
import subprocess
import sys

import openpyxl
import pytest

pytestmark = pytest.mark.neo4j

WORLD = """
    张三 -[USES]-> tel:+8615400000001
    tel:+8615400000001 -[CALLED at=2026-03-01T08:00:00 seconds=60 imei=imei:1]-> tel:+8615400000003
    tel:+8615400000002 -[CALLED at=2026-03-02T08:00:00 seconds=60 imei=imei:1]-> tel:+8615400000003
"""


@pytest.fixture
def fusion(world, typed):
    """Return a function that runs `fusion …` on a drawn world and gives its exit code, output and error."""
    world.project(WORLD)
    return typed(world.settings)


def test_without_a_name_every_analysis_is_listed_with_its_parameters(fusion):
    code, out, _ = fusion("analyse")
    assert code == 0
    (line,) = [line for line in out.splitlines() if "shared_handsets" in line]
    assert "numbers=" in line
    assert "most=50" in line


def test_an_analysis_prints_a_table_and_how_long_it_took(fusion):
    code, out, _ = fusion("analyse", "shared_handsets", "numbers=15400000001", "-w", "专班")
    assert code == 0
    assert "张三" in out
    assert "2 rows" in out
    assert "16:00:00" in "".join(out.split()), "local time"
    assert "a.txt" not in out


def test_json_says_everything_and_csv_the_foremost_table(fusion):
    code, out, _ = fusion("analyse", "shared_handsets", "--json")
    said = json.loads(out)
    assert code == 0
    assert (said["analysis"], said["workspace"], said["params"]) == (
        "shared_handsets",
        "专班",
        {"numbers": [], "most": 50},
    )
    assert [line["phone"] for line in said["tables"]["handsets"]] == ["tel:+8615400000001", "tel:+8615400000002"]
    assert said["tables"]["handsets"][0]["first_at"] == "2026-03-01T08:00:00+00:00"
    code, out, _ = fusion("analyse", "shared_handsets", "--csv")
    assert out.splitlines()[0] == "imei,phone,phone_name,times,first_at,last_at,event"
    assert len(out.splitlines()) == 3


def test_a_workbook_has_a_sheet_about_the_analysis_and_one_for_each_table(fusion, tmp_path):
    path = tmp_path / "answer.xlsx"
    code, _, err = fusion("analyse", "shared_handsets", "most=1", "--xlsx", path)
    assert code == 0
    assert "1 handset(s)" in err
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["About", "Handsets"]
    assert ["Warnings", "1 handset(s) had more than 1 numbers (repair and sale) and were left out."] in [
        [cell.value for cell in row[:2]] for row in book["About"].iter_rows()
    ]


def test_a_wrong_name_or_parameter_is_one_line_and_code_2(fusion):
    for words in (["shared_handset"], ["shared_handsets", "colour=red"], ["shared_handsets", "red"]):
        code, out, err = fusion("analyse", *words)
        assert (code, out, err.count("\n")) == (2, "", 1)


def test_nothing_is_kept_without_links_and_nothing_withdrawn_that_is_not_there(fusion):
    assert fusion("analyse", "shared_handsets", "--keep", "--why", "x")[0] == 2
    assert "kept no results" in fusion("kept")[1]
    assert fusion("withdraw", "D000001", "--why", "x")[0] == 2


def test_a_kept_result_is_listed_and_withdrawn_by_its_own_workspace_only(fusion, world):
    with world.view._scope() as scope:
        from graph.ledger.runs import Item

        (row,) = scope.sql("SELECT file || ':' || sheet || ':' || row FROM calls ORDER BY row LIMIT 1").fetchall()[0]
        item = Item("MOVED_WITH", "tel:+8615400000001", "tel:+8615400000002", {"times": 1}, (row,))
        terms = {"workspace": "专班", "cases": ["case:W"], "method": "drawn", "method_version": "1", "params": "{}"}
        rest = {"input_version": 1, "scope_key": scope.key, "decisions": "", "seconds": 0.0, "warnings": "[]"}
        said = {"actor": "tester", "purpose": "测试", "why": "可信"}
        world.ledger.derived.keep(scope, [item], terms | rest | said)
    code, out, _ = fusion("kept")
    assert code == 0
    assert all(word in out for word in ("D000001", "drawn", "可信"))
    (line,) = json.loads(fusion("kept", "--json")[1])
    assert (line["items"], line["standing"], line["stale"]) == (1, 1, False)
    refused = fusion("withdraw", "D000001", "--why", "no", actor="eve")
    assert refused[0] == 2
    assert refused[2] == fusion("withdraw", "D000777", "--why", "no", actor="eve")[2].replace("D000777", "D000001")
    code, out, _ = fusion("withdraw", "D000001", "--why", "wrong")
    assert code == 0
    assert "drawn" in out
    assert "kept no results" in fusion("kept")[1]


def test_starting_the_command_line_imports_no_analysis_and_no_kernel():
    code = "import sys, workbench.cli; print([m for m in sys.modules if m.startswith(('workbench.analyse', 'numba', 'networkit', 'networkx', 'scipy'))])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
