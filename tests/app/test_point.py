"""点: search, card, links, sources, hubs."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.neo4j

BUSY = """MATCH (p:Person)-[:USES]->(t:Phone)-[c:CALLED]->(:Phone) WITH t, p, count(c) AS links
          WHERE links >= 3 AND links <= 100 RETURN t.key, p.key, p.name ORDER BY links DESC, t.key LIMIT 1"""


@pytest.fixture
def busy(city):
    """A number with links, and a person who uses it."""
    return city.cypher(BUSY).rows[0]


def test_without_anything_typed_the_page_says_how_to_begin(site):
    app = site().open("point")
    assert not app.exception
    assert any("回车键" in text.value for text in app.markdown)


def test_a_full_number_opens_its_entity_at_once(site, busy):
    session = site()
    app = session.open("point")
    next(box for box in app.text_input if box.label == "查找").set_value(busy[0].removeprefix("tel:+86"))
    session.button("查找").click()
    app.run()
    assert app.query_params["key"] == busy[0]
    assert busy[0] in [code.value for code in app.code]


@pytest.mark.parametrize("part", ["number", "name"])
def test_a_part_of_a_number_or_a_name_lists_hits_that_open(site, busy, part):
    typed = busy[0][-6:] if part == "number" else busy[2]
    key = busy[0] if part == "number" else busy[1]
    session = site()
    app = session.open("point", q=typed)
    hits = app.dataframe[0].value
    assert key in list(hits["标识"])
    session.choose("hits:", list(hits["标识"]).index(key))
    assert app.query_params["key"] == key


def test_nothing_found_says_what_to_try(site):
    app = site().open("point", q="没有这个人名")
    assert "没有找到" in app.info[0].value
    assert any("首字母" in text.value for text in app.markdown)


def test_a_pasted_list_gives_a_line_for_every_number_found_or_not(site, busy):
    missing = "19900009999"
    app = site().open("point", q=f"{busy[0].removeprefix('tel:+86')} {missing}")
    found = app.dataframe[0].value
    assert list(found["查找内容"]) == [busy[0].removeprefix("tel:+86"), missing]
    assert list(found["标识"]) == [busy[0], ""]
    assert found["命中方式"].iloc[1] == "未命中"


def test_more_than_two_hundred_numbers_are_cut_with_a_warning(site):
    app = site().open("point", q=" ".join(str(19900000000 + n) for n in range(203)))
    assert "203" in app.warning[0].value
    assert len(app.dataframe[0].value) == 200


def test_links_stand_in_groups_with_their_counts_and_all_of_them(site, city, busy):
    app = site().open("point", key=busy[0])
    entity = city.entity(busy[0])
    assert len(app.pills[0].options) == len(entity.links)
    assert all(str(group.total) in label for group, label in zip(entity.links, app.pills[0].options, strict=True))
    first = app.dataframe[0].value
    assert list(first["标识"]) == [item.other_key for item in entity.links[0].items]
    assert set(first["性质"]) <= {"事实", "研判", "推断"}


def test_a_link_opens_its_source_rows_and_the_very_line_of_the_file(site, city, busy):
    session = site()
    app = session.open("point", key=busy[0])
    item = city.entity(busy[0]).links[0].items[0]
    session.choose("links:", 0)
    rows = city.rows(item.id)
    assert len(app.dataframe[1].value) == len(rows)
    first = rows.iloc[0]
    source = city.source(first["file"], first["sheet"], int(first["row"]))
    sheet = app.dataframe[2].value
    at = sheet[sheet["行号"] == int(first["row"])].iloc[0]
    assert list(at.iloc[1:])[: len(source.cells)] == source.cells
    assert list(sheet["行号"]) == sorted(source.around)
    assert any(source.file_name in text.value.replace("\\", "") for text in app.markdown)


def test_a_link_in_the_address_is_open_when_the_page_opens(site, city, busy):
    item = city.entity(busy[0]).links[-1].items[0]
    app = site().open("point", key=busy[0], link=item.id)
    assert len(app.dataframe) == 3


def test_the_other_end_opens_and_the_way_back_is_offered(site, city, busy):
    session = site()
    app = session.open("point", key=busy[0])
    session.choose("links:", 0)
    session.button("打开对方").click()
    app.run()
    other = city.entity(busy[0]).links[0].items[0].other_key
    assert app.query_params["key"] == other
    app.button(key=f"back:{busy[0]}").click()
    app.run()
    assert app.query_params["key"] == busy[0]


def test_sensitive_properties_are_masked_until_clicked_and_lifting_is_audited(site, city, audited):
    asked = "MATCH (p:Person) WHERE p.id_number IS NOT NULL RETURN p.key, p.id_number ORDER BY p.key LIMIT 1"
    key, number = city.cypher(asked).rows[0]
    session = site()
    app = session.open("point", key=key)
    assert number not in [text.value for text in app.text]
    app.button(key=f"lift:{key}:id_number").click()
    app.run()
    assert number in [text.value for text in app.text]
    last = audited()[-1]
    assert (last["action"], last["workspace"]) == ("reveal", "训练城")
    assert key in last["detail"]


def test_a_rerun_of_the_page_asks_nothing_again(site, audited, busy):
    app = site().open("point", key=busy[0])
    before = len(audited())
    app.run()
    app.run()
    assert len(audited()) == before


def test_a_known_hub_leaves_the_tables_until_asked_for_and_can_be_undone(site, city, busy):
    item = next(i for g in city.entity(busy[0]).links for i in g.items if g.type == "CALLED")
    session = site()
    app = session.open("point", key=item.other_key)
    app.text_input(key=f"note:{item.other_key}").set_value("快递客服")
    app.run()
    app.button(key=f"ignore:{item.other_key}").click()
    app.run()
    assert [hub.note for hub in city.ignored()] == ["快递客服"]
    app = session.open("point", key=busy[0])
    place = next(n for n, group in enumerate(city.entity(busy[0]).links) if item in group.items)
    app.pills[0].set_value(place)
    app.run()
    assert item.other_key not in list(app.dataframe[0].value["标识"])
    app.toggle[0].set_value(True)
    app.run()
    assert item.other_key in list(app.dataframe[0].value["标识"])
    app.button(key=f"unignore:{item.other_key}").click()
    app.run()
    assert city.ignored() == []


def test_an_unknown_key_is_an_error_in_words(site):
    app = site().open("point", key="tel:+8619999999999")
    assert not app.exception
    assert "tel:+8619999999999" in app.error[0].value.replace("\\", "")


def test_the_profile_of_a_number_is_worked_out_when_asked_for_and_every_table_opens_its_rows(site, city, analysed):
    key = city.cypher("MATCH (t:Phone)-[c:CALLED]->() RETURN t.key, count(c) AS n ORDER BY n DESC, t.key LIMIT 1").rows[
        0
    ][0]
    session = site()
    session.open("point", key=key)
    app = analysed(session)
    assert not app.error
    assert app.get("echarts_chart")
    frames = city.analyse("profile", key=key).frames
    for name in [name for name in ("days", "silences", "coverage", "contacts") if len(frames.get(name, ()))]:
        tables = next(c for c in session.app.segmented_control if (c.key or "").startswith("tables:profile"))
        tables.set_value(name)
        session.app.run()
        assert len(session.table(f"found:profile:{name}").value) == len(frames[name])
    session.choose("found:profile:contacts", 0)
    assert session.table("rows:")
