"""Mappings: every one of ours is whole, mistakes are named, unknown files get a draft that works."""

import tomllib

import pytest

from graph.schema import KIND, LINK
from workbench.errors import BadFile, UserError
from workbench.ingest.binding import unique_header
from workbench.ingest.drafting import header_line, write_draft
from workbench.ingest.forms import form_of, institution_code
from workbench.ingest.mapping import FOLDER, all_mappings, find_mapping, parse
from workbench.ingest.rules import header_key

OURS = all_mappings()
RULES = [(m.name, rules) for m in OURS for rules in (m.rules, *(node.rules for node in m.nodes))]


@pytest.mark.parametrize("mapping", OURS, ids=lambda mapping: mapping.name)
def test_a_mapping_names_its_template_version_and_header(mapping):
    assert mapping.zh
    assert mapping.version
    assert mapping.header or mapping.is_graph


@pytest.mark.parametrize(("name", "rules"), RULES, ids=[name for name, _ in RULES])
def test_a_mapping_uses_known_kinds_links_and_properties(name, rules):
    labels = {value.name: form_of(value).label for value in rules.values.values()}
    labels |= {person.slot: "Person" for person in rules.person}
    for entity in rules.entity:
        known = {p.name for p in KIND[labels[entity.key]].properties} | {"name"}
        assert {*entity.props, *entity.constants} <= known
    for person in rules.person:
        assert set(person.props) <= {p.name for p in KIND["Person"].properties}
    for link in rules.link:
        types = (
            [link.type]
            if link.type
            else [*rules.values[link.type_from].choices.values(), rules.values[link.type_from].otherwise]
        )
        for type_ in types:
            assert any(labels[link.source] == a and labels[link.target] in ("", b) for a, b in LINK[type_].ends)


def test_no_two_templates_answer_to_the_same_header():
    headers = [frozenset(mapping.header) for mapping in OURS if mapping.header]
    assert len(set(headers)) == len(headers)


def test_institutions_have_one_code_for_each_name():
    table = tomllib.loads((FOLDER / "institutions.toml").read_text(encoding="utf-8"))["institutions"]
    names = [name for code, more in table.items() for name in (code, *more)]
    assert len(set(names)) == len(names)
    assert institution_code("江岚银行") == institution_code(" 江岚银行澜川支行 ") == institution_code("JL") == "JL"
    assert institution_code("远方银行") == "远方银行"


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("version = 1\n[values]\nBad = {}\n", "Bad"),
        ('version = 1\n[[link]]\ntype = "USES"\nsource = "a"\ntarget = "b"\n', "'a'"),
        ("[values]\n", "version"),
        ("version = \n", "line 1"),
        ('version = 1\n[[entity]]\nkei = "x"\n', "kei"),
    ],
)
def test_a_mistake_in_a_mapping_is_named(tmp_path, text, wrong):
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match="mine.toml") as caught:
        find_mapping(str(path))
    assert wrong in str(caught.value)


def test_an_unknown_kind_is_named():
    mapping = parse({"version": 1, "values": {"x": {"as": "magic"}}}, name="m")
    with pytest.raises(UserError, match="magic"):
        form_of(mapping.rules.values["x"])


def test_the_units_own_mapping_comes_before_ours(bring, ledger, rows, calls, call):
    folder = ledger.folder / "mappings"
    folder.mkdir()
    ours = (FOLDER / "lc_calls.toml").read_text(encoding="utf-8")
    (folder / "lc_calls.toml").write_text(ours.replace('version = "1"', 'version = "9"'), encoding="utf-8")
    assert bring(calls(call())).record.mapping_version == "9"


def test_a_mapping_given_by_its_path_is_kept_with_the_ledger(bring, ledger, tmp_path):
    path = tmp_path / "wechat.toml"
    path.write_text(
        'zh = "试"\nversion = "1"\nheader = ["甲"]\n[values]\nname = { from = ["甲"], as = "name", required = true }\n[[person]]\nname = "name"\n',
        encoding="utf-8",
    )
    assert bring("甲,乙\n张三,1\n", mapping=str(path)).report.accepted == 1
    assert (ledger.folder / "mappings" / "wechat.toml").read_bytes() == path.read_bytes()


def test_a_draft_of_a_statement_needs_no_more_to_be_imported(bring, rows, tmp_path):
    lines = "账号,交易时间,收支标志,发生额,余额,对方账号,对方户名,摘要\n"
    lines += "".join(
        f"12345678,2026-03-05 14:2{i}:00,{'收支'[i % 2]},{i + 1}.00,9.00,8765432{i},李四,x\n" for i in range(5)
    )
    source = tmp_path / "新行.csv"
    source.write_text("某银行流水\n" + lines.replace("收,", "收入,").replace("支,", "支出,"), encoding="utf-8")
    draft = write_draft(source, tmp_path / "new_bank.toml")
    assert bring(source, mapping=str(draft)).report.accepted == 5
    first, second, *_ = rows("transfers")
    assert (first["target"], first["amount"]) == ("acct:?:12345678", 100)
    assert second["source"] == "acct:?:12345678"


def test_a_draft_guesses_by_contents_where_the_header_says_nothing(tmp_path):
    source = tmp_path / "x.csv"
    source.write_text("甲,乙,丙\n" + "15400000001,11010519491231002X,鲁A12345\n" * 4, encoding="utf-8")
    text = write_draft(source, tmp_path / "x.toml").read_text(encoding="utf-8")
    values = tomllib.loads(text)["values"]
    assert {name: spec["as"] for name, spec in values.items()} == {
        "phone": "phone",
        "id_number": "id_number",
        "plate": "plate",
    }


def test_a_draft_never_replaces_a_file(tmp_path):
    source = tmp_path / "x.csv"
    source.write_text("甲,乙,丙\n1,2,3\n", encoding="utf-8")
    (tmp_path / "x.toml").write_text("mine")
    with pytest.raises(UserError, match="已存在"):
        write_draft(source, tmp_path / "x.toml")


def test_a_file_without_a_header_has_no_draft(tmp_path):
    source = tmp_path / "x.csv"
    source.write_text("1234,5678,9012\n1234,5678,9012\n", encoding="utf-8")
    with pytest.raises(BadFile, match="表头"):
        write_draft(source, tmp_path / "x.toml")


def test_the_header_is_the_widest_line_of_words():
    head = [["某银行"], ["户名:张三", "账号:123456"], ["日期", "金额", "余额"], ["2026-03-05", "1", "2"]]
    assert header_line(head) == 2


def test_header_names_are_compared_without_width_blanks_and_marks():
    assert header_key(" 金 额（元）* ") == header_key("金额(元)") == "金额(元)"


def test_header_names_are_made_unique():
    assert unique_header(["日期", "备注", "备注", "", "余额", ""]) == ["日期", "备注", "备注#2", "列4", "余额"]
