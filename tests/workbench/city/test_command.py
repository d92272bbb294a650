from typer.testing import CliRunner

from workbench.city.options import Options
from workbench.cli import city as command
from workbench.cli.app import app


def test_the_command_writes_a_city_and_says_what_it_holds(tmp_path):
    folder = tmp_path / "city"
    done = CliRunner().invoke(app, ["city", str(folder), "--seed", "5", "--people", "400", "--days", "28"])
    assert done.exit_code == 0, done.output
    assert "400" in done.output
    assert "truth" in done.output
    assert (folder / "imports.csv").exists()


def test_its_defaults_are_those_of_the_options():
    defaults = command.city.__defaults__
    assert defaults == (Options().seed, Options().people, Options().days)
