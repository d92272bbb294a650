"""The command as a person types it."""

from __future__ import annotations

import pytest

from workbench.cli import main


@pytest.fixture
def typed(monkeypatch, capsys):
    """Return what makes of settings a function that runs `fusion …` and gives its exit code, output and error."""

    def of(settings):
        monkeypatch.setenv("FUSION_HOME", str(settings.home))
        monkeypatch.setenv("FUSION_CACHE", str(settings.cache))
        monkeypatch.setenv("FUSION_LANG", "en")

        def run(*words, actor=settings.actor):
            monkeypatch.setenv("FUSION_ACTOR", actor)
            monkeypatch.setattr("sys.argv", ["fusion", *map(str, words)])
            with pytest.raises(SystemExit) as ended:
                main()
            out, err = capsys.readouterr()
            return ended.value.code or 0, out, err

        return run

    return of
