"""Long work goes on without the page, and ends in a result or in words."""

from __future__ import annotations

import threading

from workbench import wording
from workbench.errors import UserError
from workbench.ui.jobs import Job


def test_a_job_tells_how_far_it_is_and_gives_its_result():
    told, go_on = threading.Event(), threading.Event()

    def work(tell):
        tell("读取第 2 个文件", 0.5)
        told.set()
        go_on.wait(5)
        return 7

    job = Job("导入", work).start()
    assert told.wait(5)
    assert (job.running, job.line, job.share) == (True, "读取第 2 个文件", 0.5)
    go_on.set()
    job.wait(5)
    assert (job.running, job.result, job.error) == (False, 7, None)
    assert job.seconds >= 0


def test_a_user_error_becomes_the_jobs_own_words():
    def work(tell):
        raise UserError("文件是空的")

    job = Job("导入", work).start()
    job.wait(5)
    assert job.error == "文件是空的"


def test_a_fault_becomes_a_reference_number_and_a_log(tmp_path, monkeypatch):
    monkeypatch.setenv("FUSION_HOME", str(tmp_path))

    def work(tell):
        raise ZeroDivisionError("secret detail")

    job = Job("导入", work).start()
    job.wait(5)
    assert "secret" not in job.error
    log = (tmp_path / "fusion.log").read_text()
    assert "ZeroDivisionError: secret detail" in log
    assert any(word in job.error for word in log.split() if len(word) == 8)


def test_a_job_speaks_the_language_of_the_session_that_started_it():
    wording.speak("en")
    job = Job("import", lambda tell: wording.language()).start()
    wording.speak("zh")
    job.wait(5)
    assert job.result == "en"


def test_a_job_that_can_be_stopped_tells_its_work_and_says_so():
    stop, begun = threading.Event(), threading.Event()

    def work(tell):
        begun.set()
        if stop.wait(5):
            raise UserError("已停止")

    job = Job("分析", work, stop=stop).start()
    assert begun.wait(5)
    assert not job.stopped
    job.cancel()
    job.wait(5)
    assert (job.stopped, job.error) == (True, "已停止")


def test_a_job_without_a_brake_goes_on():
    job = Job("导入", lambda tell: 1).start()
    job.cancel()
    job.wait(5)
    assert (job.stopped, job.result) == (False, 1)
