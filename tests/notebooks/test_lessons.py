"""The lessons run from top to bottom on a real city, and every exercise has a solution that its own check accepts."""

from __future__ import annotations

import copy
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from workbench import lessons, wording
from workbench.errors import UserError

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request):
    return nbformat.read(request.param, as_version=4)


@pytest.fixture
def city(training_city, monkeypatch):
    monkeypatch.setenv("FUSION_HOME", str(training_city))
    for kept in (lessons.open_city, lessons._number, lessons._links):
        kept.cache_clear()
    lessons._passed.clear()
    with lessons.open_city() as view:
        yield view
    lessons.open_city.cache_clear()


def tagged(cell, tag):
    return tag in cell.metadata.get("tags", [])


def printed(notebook, tag):
    cells = [cell for cell in notebook.cells if tagged(cell, tag)]
    return ["".join(out.get("text", "") for out in cell.outputs if out.output_type == "stream") for cell in cells]


def run(notebook):
    NotebookClient(
        notebook, timeout=240, kernel_name="python3", resources={"metadata": {"path": str(FOLDER)}}
    ).execute()
    return notebook


def test_a_notebook_is_kept_without_answers_of_anybodys_city(notebook):
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(not cell.outputs and cell.execution_count is None for cell in code)


def test_every_exercise_is_left_open_and_its_solution_folded_away(notebook):
    exercises = [cell for cell in notebook.cells if tagged(cell, "exercise")]
    solutions = [cell for cell in notebook.cells if tagged(cell, "solution")]
    assert len(exercises) == len(solutions) > 0
    assert all("answer = ..." in cell.source for cell in exercises)
    assert all(cell.metadata["jupyter"]["source_hidden"] for cell in solutions)


@pytest.mark.neo4j
def test_the_solutions_solve_every_exercise_of_the_city_at_hand(notebook, training_city, monkeypatch):
    monkeypatch.setenv("FUSION_HOME", str(training_city))
    done = run(notebook)
    assert all(text.startswith("✔") for text in printed(done, "solution"))
    closing = next(cell for cell in done.cells if tagged(cell, "closing"))
    assert closing.outputs[0]["data"]["text/plain"] == "[]"


@pytest.mark.neo4j
def test_a_trainee_who_runs_everything_unsolved_gets_hints_and_no_errors(notebook, training_city, monkeypatch):
    monkeypatch.setenv("FUSION_HOME", str(training_city))
    bare = copy.deepcopy(notebook)
    bare.cells = [cell for cell in bare.cells if not tagged(cell, "solution")]
    done = run(bare)
    hints = printed(done, "exercise")
    assert all(text.startswith("○") and "提示" in text for text in hints)
    closing = next(cell for cell in done.cells if tagged(cell, "closing"))
    assert closing.outputs[0]["data"]["text/plain"].count("lesson1.") == len(hints)


@pytest.mark.neo4j
@pytest.mark.parametrize("name", list(lessons.EXERCISES))
def test_a_wrong_answer_gets_the_hint_and_a_right_one_is_kept(city, capsys, name):
    assert not lessons.check(name, "不对的答案")
    assert "提示" in capsys.readouterr().out
    assert name in lessons.unsolved(name.partition(".")[0])
    right = next(iter(lessons.EXERCISES[name]()))
    assert lessons.check(name, right)
    assert name not in lessons.unsolved(name.partition(".")[0])


@pytest.mark.neo4j
def test_the_clue_leads_to_one_number_only(city):
    digits = lessons.clue()[-8:]
    assert [hit.key for hit in city.search(digits)] == list(lessons.EXERCISES["lesson1.q1"]())


@pytest.mark.neo4j
def test_a_source_row_given_as_a_list_or_with_numpy_numbers_is_the_same_answer(city):
    file, sheet, row = next(iter(lessons.EXERCISES["lesson1.q5"]()))
    assert lessons.check("lesson1.q5", [file, sheet, float(row)])
    assert not lessons.check("lesson1.q5", (file, sheet, row + 100_000))


def test_an_unknown_question_names_the_known_ones():
    with pytest.raises(UserError, match="lesson1.q1"):
        lessons.check("lesson9.q1", 1)


def test_hints_exist_in_every_language_for_every_question():
    for lang in wording.LANGUAGES:
        assert all(wording.say(f"{name}_hint", lang=lang) for name in lessons.EXERCISES)
