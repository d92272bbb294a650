"""线: whom, which analysis, its answer, the rows behind every line, the lists, stopping, exporting."""

from __future__ import annotations

import io

import openpyxl
import pytest

from workbench import wording
from workbench.analyse import analysis
from workbench.analyse.cited import cited
from workbench.analyse.spoken import spoken_frame
from workbench.ui import state
from workbench.ui.offers import DOORS, LINKED_CASES, NETS
from workbench.ui.widgets.trace import list_bytes

pytestmark = pytest.mark.neo4j

LOSS = """MATCH (c:Case)<-[:VICTIM_IN]-(p:Person)-[:HOLDS]->(a:Account)-[t:TRANSFERRED]->(b:Account)
          RETURN c.key, p.key, a.key, t.id, t.amount ORDER BY t.amount DESC, t.id, c.key LIMIT 1"""
BUSY = """MATCH (p:Person)-[:USES]->(t:Phone)-[c:CALLED]->(:Phone) WITH t, p, count(c) AS links WHERE links >= 3
          RETURN t.key, min(p.key), links ORDER BY links DESC, t.key LIMIT 3"""


@pytest.fixture
def loss(city):
    """A case, its victim, an account of theirs, and the largest transfer out of it with its amount."""
    return city.cypher(LOSS).rows[0]


@pytest.fixture
def busy(city):
    """Three numbers with links, without their prefix, and who uses each."""
    return [(key.removeprefix("tel:+86"), person) for key, person, _ in city.cypher(BUSY).rows]


def at(session, door, offer=None, **address):
    """Go to a door of the page, and to one of its analyses."""
    app = session.open("line", **address)
    app.segmented_control(key="door").set_value(door)
    app.run()
    if offer:
        app.pills(key=f"offer:{door}").set_value(offer)
        app.run()
    return app


def chosen(app):
    return next(pills.value for pills in app.pills if (pills.key or "").startswith("subjects:"))


def test_every_door_opens_with_an_explanation_and_its_fields(site):
    session = site()
    for door, offers in DOORS.items():
        for offer in offers:
            app = at(session, door, offer.name if len(offers) > 1 else None)
            assert not app.error, offer.name
            assert not app.exception, offer.name
            assert app.button(key=f"run:{offer.name}").disabled == bool(offer.least or offer.needs), offer.name
            fields = {
                f.key.split(":")[2]
                for kind in (app.text_input, app.number_input, app.selectbox, app.multiselect)
                for f in kind
                if (f.key or "").startswith("field:")
            }
            assert set(offer.fields) <= fields, offer.name


def test_the_sum_of_a_case_is_traced_from_the_victim_s_own_account(site, city, loss, analysed):
    case, _, account, link, amount = loss
    session = site()
    app = at(session, "money", q=case)
    assert chosen(app) == [case]
    listed = session.table("starts:")
    place = next(
        n for n, row in enumerate(listed.value.to_numpy().tolist()) if row[1] == amount / 100 and account in row
    )
    app.session_state[listed.key] = {"selection": {"rows": [place], "columns": [], "cells": []}}
    app.run()
    app = analysed(session)
    assert not app.error
    expected = city.analyse("trace", events=[link])
    now = expected.frames["now"]
    assert session.table("found:trace:now").value.shape[0] == len(now)
    shown = [float(metric.value.replace(",", "")) for metric in app.metric]
    assert sum(shown) == pytest.approx(amount / 100)
    assert any("后进先出" in warning.value for warning in app.warning)
    assert app.get("echarts_chart")
    session.choose("found:trace:now", 0)
    rows = city.event_rows(now["events"].iloc[0])
    assert len(session.table("rows:").value) == len(rows)
    assert app.dataframe[-1].value.columns[0] == "行号"  # the spreadsheet around the first of them


def test_without_a_transfer_chosen_the_whole_account_is_traced(site, loss, analysed):
    session = site()
    at(session, "money", q=loss[2].rpartition(":")[2])
    app = analysed(session)
    assert not app.error
    assert session.table("found:trace")


def test_the_two_lists_are_workbooks_whose_lines_are_those_of_the_result(city, loss):
    result = city.analyse("trace", events=[loss[3]])
    made = {name: openpyxl.load_workbook(io.BytesIO(list_bytes(result, name))) for name in ("requests", "stops")}
    assert made["requests"].sheetnames == ["下一批调单清单", "话单调取清单", "汇总"]
    for book, sheet, frame in (
        ("requests", "下一批调单清单", "requests"),
        ("requests", "话单调取清单", "numbers"),
        ("stops", "止付建议", "stops"),
    ):
        numbered = [row[0].value for row in made[book][sheet].iter_rows() if isinstance(row[0].value, int | float)]
        assert numbered == list(range(1, len(result.frames[frame]) + 1)), sheet
    said = "".join(str(cell.value) for row in made["requests"].worksheets[0].iter_rows(max_row=4) for cell in row)
    assert all(word in said for word in ("后进先出", city.workspace, city.actor, city.purpose, "推断，不是事实"))


HIDDEN = """MATCH (c:Case)<-[:VICTIM_IN]-(p:Person)-[:HOLDS]->(a:Account) RETURN DISTINCT a.key ORDER BY a.key"""


def test_a_transfer_to_somebody_unknown_and_cash_can_begin_a_trace_too(site, city, analysed):
    for (account,) in city.cypher(HIDDEN).rows:
        lines = city.analyse("transfers", accounts=[account]).frame
        dark = [place for place, target in enumerate(lines["target"]) if not isinstance(target, str)]
        if dark:
            break
    session = site()
    app = at(session, "money", q=account.rpartition(":")[2])
    listed = session.table("starts:")
    assert len(listed.value) == len(lines)
    app.session_state[listed.key] = {"selection": {"rows": [dark[0]], "columns": [], "cells": []}}
    app.run()
    assert not analysed(session).error
    assert session.table("found:trace")


def test_a_loss_known_by_sum_account_and_time_is_found_among_the_transfers(site, city, loss, analysed):
    account, amount = loss[2], loss[4]
    session = site()
    app = at(session, "money", q=account.rpartition(":")[2])
    app.text_input(key="field:trace:amount:zh").set_value(f"{amount / 100:.2f}")
    app.run()
    app = analysed(session)
    assert not app.error
    assert sum(float(metric.value.replace(",", "")) for metric in app.metric) == pytest.approx(amount / 100)


def test_a_loss_into_an_account_without_files_is_traced_as_stated(site, city, loss, analysed):
    known = set(city.analyse("trace", events=[loss[3]]).frames["requests"]["owner"])
    account = min(known)
    session = site()
    app = at(session, "money", q=account.rpartition(":")[2])
    app.selectbox(key="field:trace:side:zh").set_value("received")
    app.run()
    app.text_input(key="field:trace:amount:zh").set_value("12345.67")
    app.text_input(key="field:trace:since:zh").set_value("2026-03-01 10:00")
    app.run()
    app = analysed(session)
    assert not app.error
    assert any("没有来源行" in warning.value for warning in app.warning)


def test_scenes_are_rows_of_place_and_time_and_a_mistyped_one_is_named(site, city, analysed):
    text = "MATCH (p:Phone)-[s:SEEN_AT]->(c:Cell) RETURN c.key, min(s.first_at), max(s.last_at), count(*) AS n ORDER BY n DESC, c.key LIMIT 2"
    (one, begin, end, _), (other, *_rest) = city.cypher(text).rows
    session = site()
    app = at(session, "collision", "collision", q=f"{one}\n{other}")
    assert app.button(key="run:collision").disabled
    for number in (0, 1):
        app.text_input(key=f"scene:since:{number}").set_value(f"{begin:%Y-%m-%d}")
        app.text_input(key=f"scene:until:{number}").set_value("后天")
    app.run()
    assert app.button(key="run:collision").disabled
    assert any("现场 1" in text.value and "后天" in text.value for text in app.caption)
    for number in (0, 1):
        app.text_input(key=f"scene:until:{number}").set_value(f"{end:%Y-%m-%d} 23:59")
    app.run()
    app = analysed(session)
    assert not app.error
    lists = city.analyse(
        "collision", scenes=[f"{key}@{begin:%Y-%m-%d}T00:00:00/{end:%Y-%m-%d}T23:59:00" for key in (one, other)]
    ).frames
    full = next(name for name in ("found", "lists") if len(lists[name]))
    assert len(session.table(f"found:collision:{full}").value) == len(lists[full])


def test_a_result_is_there_after_a_reload_and_in_the_other_language_and_the_audit_says_it_was_looked_at(
    site, busy, analysed, audited
):
    session = site()
    at(session, "collision", q=" ".join(number for number, _ in busy))
    app = analysed(session)
    shown = len(session.table("found:shared_contacts").value)
    address = {name: app.query_params[name] for name in ("door", "q", "analysis") if name in app.query_params}
    address = {name: value[0] if isinstance(value, list) else value for name, value in address.items()}
    assert address["door"] == "collision"
    app.segmented_control(key="language").set_value("en")
    app.run()
    wording.speak("en")
    assert len(session.table("found:shared_contacts").value) == shown
    wording.speak("zh")
    before = [line for line in audited() if "shown_again" in line["detail"]]
    again = site()
    again.open("line", **address)
    assert len(again.table("found:shared_contacts").value) == shown
    assert chosen(again.app)
    assert len([line for line in audited() if "shown_again" in line["detail"]]) == len(before) + 1


def test_what_was_filled_in_outlives_a_change_of_language_and_stands_in_the_address(site):
    session = site()
    app = at(session, "calls", "forwardings")
    app.number_input(key="field:forwardings:seconds:zh").set_value(77)
    app.run()
    app.segmented_control(key="language").set_value("en")
    app.run()
    assert app.number_input(key="field:forwardings:seconds:en").value == 77
    held = app.query_params["with"]
    other = site()
    app = other.open(
        "line", door="calls", analysis="forwardings", **{"with": held[0] if isinstance(held, list) else held}
    )
    assert app.number_input(key="field:forwardings:seconds:zh").value == 77


def test_an_address_that_somebody_bent_is_no_fault(site):
    session = site()
    for bent in ("{", "[1]", '{"seconds": "x", "hops": -5}'):
        app = session.open("line", door="calls", analysis="forwardings", **{"with": bent})
        assert not app.error
        assert not app.exception


def test_numbers_pasted_with_names_are_each_looked_up_and_the_unknown_are_named(site, busy):
    app = at(site(), "collision", q=f"{busy[0][0]} {busy[1][0]} 19900009999")
    assert len(chosen(app)) == 2
    assert "19900009999" in app.warning[0].value


def test_what_several_have_in_common_opens_its_rows_and_the_page_of_a_contact(site, city, busy, analysed):
    session = site()
    at(session, "collision", q=" ".join(number for number, _ in busy))
    app = analysed(session)
    expected = city.analyse("shared_contacts", numbers=[number for number, _ in busy]).frames
    full = [name for name in ("contacts", "pairs") if len(expected[name])]
    session.choose(f"found:shared_contacts:{full[0]}", 0)
    assert session.table("rows:")
    contact = expected[full[0]].iloc[0]["contact" if full[0] == "contacts" else "a"]
    app.button(key=f"open:{contact}").click()
    app.run()
    assert app.query_params["key"] == contact


def test_a_path_leads_along_links_whose_rows_open(site, busy, analysed):
    session = site()
    at(session, "paths", q=" ".join(number for number, _ in busy[:2]))
    app = analysed(session)
    assert not app.error
    session.choose("found:paths:paths", 0)
    assert next(box for box in app.selectbox if (box.key or "").startswith("links:")).value
    assert session.table("rows:")


def test_what_only_puts_facts_together_says_so_and_the_rest_is_called_inference(site, busy, analysed):
    session = site()
    at(session, "paths", q=" ".join(number for number, _ in busy[:2]))
    assert any("事实的汇总" in text.value for text in analysed(session).markdown)
    at(session, "calls", "relays")
    assert any("推断" in text.value for text in analysed(session).markdown)


def test_an_analysis_that_cannot_use_a_field_says_so_in_words(site, busy, analysed):
    session = site()
    app = at(session, "calls", "around", q=busy[0][0])
    assert app.button(key="run:around").disabled
    app.text_input(key="field:around:moment:zh").set_value("昨天")
    app.run()
    app = analysed(session)
    assert "昨天" in app.error[0].value
    assert not app.exception


def test_nothing_found_is_said_and_what_to_do(site, analysed):
    session = site()
    app = at(session, "calls", "relays")
    app.number_input(key="field:relays:least:zh").set_value(999)
    app.run()
    app = analysed(session)
    assert any("没有次数超过偶合的转告" in info.value for info in app.info)


def test_a_stopped_analysis_keeps_nothing_and_the_next_one_runs(site, analysed):
    session = site()
    app = at(session, "meetings", "meetings")
    app.button(key="run:meetings").click()
    app.run()
    (job,) = state._jobs().values()
    job.cancel()
    job.wait(110)
    app.run()
    if job.error:  # it may have been quicker than the hand
        assert any("停止" in info.value for info in app.info)
    app = at(session, "calls", "forwardings")
    assert not analysed(session).error


def test_a_result_stays_while_other_pages_are_looked_at_and_is_asked_of_the_view_once(site, analysed, audited):
    session = site()
    at(session, "calls", "forwardings")
    analysed(session)
    before = sum(line["action"] == "analyse" for line in audited())
    session.open("")
    app = at(session, "calls", "forwardings")
    assert any("呼叫转移" in text.value for text in app.markdown)
    assert sum(line["action"] == "analyse" for line in audited()) == before


def test_every_table_of_every_analysis_has_words_in_both_languages_and_cites_rows_that_open(city, loss, busy):
    numbers, person = [number for number, _ in busy], busy[0][1]
    asked = {
        "trace": {"events": [loss[3]]},
        "money_chains": {"events": [loss[3]]},
        "transfers": {"accounts": [loss[2]]},
        "around": {"numbers": numbers},
        "paths": {"ends": numbers[:2]},
        "shared_contacts": {"numbers": numbers},
        "collision": {"numbers": numbers},
        **{name: {"seeds": [person], "draws": 10, "cut": 0.3} for name in ("gang", "roles", "key_players")},
        "gangs": {"draws": 3, "tables": 1, "every": True},
        "change": {"moment": "2026-03-10", "draws": 3},
        "ecosystem": {"draws": 3},
        "evidence_statement": {"things": numbers[:2]},
    }
    asked["around"]["moment"] = "2026-03-10"
    asked["key_players"]["k"] = 1
    for offer in (*(offer for offers in DOORS.values() for offer in offers), *NETS.values(), LINKED_CASES):
        frames = city.analyse(offer.name, **asked.get(offer.name, {})).frames
        assert set(offer.tables) - set(frames) <= {"bridges", "meetings"}, offer.name
        assert {param.name for param in analysis(offer.name).params} >= {*offer.fields, *offer.more}
        for name in [name for name in offer.tables if len(frames.get(name, ()))]:
            for lang in ("en", "zh"):
                wording.speak(lang)
                assert len(spoken_frame(frames[name].head(50), analysis=offer.name)), (offer.name, name)
            found = cited(frames, name, 0)
            if found.events:
                assert len(city.event_rows(found.events)), (offer.name, name)
