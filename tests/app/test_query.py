"""查询: ready questions, Cypher, answers, errors in words, history."""

from __future__ import annotations

import pytest

from graph.queries import catalogue

pytestmark = pytest.mark.neo4j


def ask_cypher(session, text):
    session.app.segmented_control(key="way").set_value("own")
    session.app.run()
    session.app.text_area(key="cypher").set_value(text)
    session.button("运行").click()
    return session.app.run()


def test_every_question_of_the_library_has_a_form_with_its_parameters(site):
    session = site()
    app = session.open("query")
    for query in catalogue():
        app.selectbox(key="question:zh").set_value(query.name)
        app.run()
        assert not app.exception, query.name
        fields = {field.key for field in app.text_input if (field.key or "").startswith("param:")}
        assert fields == {f"param:{query.name}:{param.name}" for param in query.params}


def test_a_question_asked_by_a_number_answers_as_the_view_does(site, city):
    number = city.cypher("MATCH (t:Phone)-[:CALLED]->() RETURN t.number, t.key ORDER BY t.key LIMIT 1").rows[0]
    session = site()
    app = session.open("query")
    app.selectbox(key="question:zh").set_value("contacts")
    app.run()
    first = next(field for field in app.text_input if (field.key or "").startswith("param:"))
    first.set_value(number[0])
    session.button("提问").click()
    app.run()
    assert not app.error
    assert len(app.dataframe[0].value) == len(city.ask("contacts", **{first.key.rpartition(":")[2]: number[1]}).rows)


def test_a_missing_parameter_is_said_in_words(site):
    session = site()
    app = session.open("query")
    app.selectbox(key="question:zh").set_value("contacts")
    app.run()
    session.button("提问").click()
    app.run()
    assert app.error
    assert not app.exception


def test_cypher_gives_a_table_a_drawing_and_the_way_to_each_entity(site, city):
    text = "MATCH (p:Person)-[u:USES]->(t:Phone) RETURN p, u, t, t.key AS key ORDER BY key LIMIT 5"
    session = site()
    session.open("query")
    app = ask_cypher(session, text)
    assert list(app.dataframe[0].value["key"]) == [row[3] for row in city.cypher(text).rows]
    assert app.get("echarts_chart")
    session.choose("result:", 2)
    key = city.cypher(text).rows[2][3]
    app.button(key=f"open:{key}").click()
    app.run()
    assert app.query_params["key"] == key
    assert key in [code.value for code in app.code]


def test_plain_columns_have_a_table_and_say_why_there_is_no_drawing(site):
    session = site()
    session.open("query")
    app = ask_cypher(session, "MATCH (n:Phone) RETURN count(n) AS phones")
    assert not app.get("echarts_chart")
    assert any("RETURN" in caption.value for caption in app.caption)


@pytest.mark.parametrize(
    "text",
    [
        "MATCH (n) DETACH DELETE n",
        "LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line",
        "CREATE USER x SET PASSWORD 'abcdefgh'",
        "USE system SHOW USERS",
        "MATCH (n:Person RETURN n",
    ],
)
def test_what_is_no_question_is_refused_in_words_and_the_next_one_works(site, text):
    session = site()
    session.open("query")
    app = ask_cypher(session, text)
    assert app.error
    assert not app.exception
    app = ask_cypher(session, "RETURN 1 AS one")
    assert not app.error
    assert list(app.dataframe[0].value["one"]) == [1]


def test_an_answer_without_rows_says_so(site):
    session = site()
    session.open("query")
    app = ask_cypher(session, "MATCH (p:Person {key: 'nobody'}) RETURN p")
    assert "没有结果" in app.info[0].value


def test_what_was_asked_can_be_asked_again(site):
    session = site()
    session.open("query")
    ask_cypher(session, "RETURN 1 AS one")
    app = ask_cypher(session, "RETURN 2 AS two")
    app.button(key="again:1").click()
    app.run()
    assert list(app.dataframe[0].value.columns) == ["one"]


def test_a_questions_cypher_can_be_taken_into_the_box(site):
    session = site()
    app = session.open("query")
    session.button("在 Cypher 中修改").click()
    app.run()
    assert "MATCH" in app.text_area(key="cypher").value
