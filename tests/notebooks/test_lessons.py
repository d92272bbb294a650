"""The lessons run from top to bottom on a real city, and every exercise has a solution that its own check accepts."""

from __future__ import annotations

import copy
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from workbench import lessons, wording
from workbench.errors import UserError
from workbench.lessons import checking, classroom, first_graph, learning, money, payments
from workbench.lessons.hand import first_in_first_out

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request):
    return nbformat.read(request.param, as_version=4)


@pytest.fixture(scope="module")
def opened_city(training_city):
    """Keep one view, and what the lessons found out about the city, for every question."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FUSION_HOME", str(training_city))
        forget()
        with lessons.open_city() as view:
            yield view
        forget()


@pytest.fixture
def city(opened_city):
    checking._passed.clear()
    yield opened_city
    checking._passed.clear()


def forget():
    """Make the lessons look at the city anew."""
    for module in (classroom, first_graph, learning, money, payments):
        for kept in vars(module).values():
            if hasattr(kept, "cache_clear"):
                kept.cache_clear()


def tagged(cell, tag):
    return tag in cell.metadata.get("tags", [])


def printed(notebook, tag):
    cells = [cell for cell in notebook.cells if tagged(cell, tag)]
    return ["".join(out.get("text", "") for out in cell.outputs if out.output_type == "stream") for cell in cells]


def run(notebook):
    NotebookClient(
        notebook, timeout=600, kernel_name="python3", resources={"metadata": {"path": str(FOLDER)}}
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
    assert closing.outputs[0]["data"]["text/plain"].count("lesson") == len(hints)


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


@pytest.mark.neo4j
def test_the_money_lesson_follows_a_payment_whose_receiver_has_a_statement(city):
    paid = payments.first_loss()
    assert payments.has_statement(paid)
    assert paid.outs
    assert lessons.victim_case() in lessons.victim_clue()
    assert payments.has_statement(payments.parked_loss())
    assert lessons.parked_case() in lessons.parked_clue()


@pytest.mark.neo4j
def test_a_person_and_the_tool_agree_on_first_in_first_out_where_no_row_is_missing(city):
    paid = payments.first_loss()
    if not payments._is_sound(paid):
        pytest.skip("no victim's receiver has a statement without gaps in this city")
    moved = money._tool().frames["transfers"]
    tool = moved[moved["source"] == paid.account].set_index("event")["traced"]
    hand = first_in_first_out(payments.statement(paid.account), paid.event).set_index("event")["traced"]
    assert tool.reindex(hand.index).iloc[0] == hand.iloc[0]


@pytest.mark.neo4j
def test_a_city_without_any_receivers_statement_says_so_kindly(city, monkeypatch):
    payments.first_loss.cache_clear()
    monkeypatch.setattr(payments, "payments", tuple)
    with pytest.raises(UserError, match="fusion demo"):
        payments.first_loss()
    payments.first_loss.cache_clear()


def test_an_unknown_question_names_the_known_ones():
    with pytest.raises(UserError, match="lesson1.q1"):
        lessons.check("lesson9.q1", 1)


def test_hints_exist_in_every_language_for_every_question():
    for lang in wording.LANGUAGES:
        assert all(wording.say(f"{name}_hint", lang=lang) for name in lessons.EXERCISES)
