"""The pages in a real browser: nothing asked of other machines, one language at a time, a link down to its source row."""

from __future__ import annotations

import csv
import io
import json
import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.neo4j]

# Every text and every spoken attribute of the page that is not the city's data.
SAID = """() => {
  const data = "[role=grid], [data-testid=stCode], [data-testid=stText], .banner span," +
    " script, style, noscript, textarea, .st-key-back, [class*=st-key-back]";
  const said = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const icon = getComputedStyle(node.parentElement).fontFamily.includes("Material");
    if (!icon && !node.parentElement.closest(data)) said.add(node.data.trim());
  }
  for (const element of document.querySelectorAll("[aria-label], [title], [placeholder], [alt]")) {
    if (element.closest(data)) continue;
    for (const name of ["aria-label", "title", "placeholder", "alt"]) said.add(element.getAttribute(name) || "");
  }
  document.querySelectorAll("input[role=combobox]").forEach((box) => said.add(box.value));
  document.querySelectorAll("[data-testid=stSelectbox]").forEach((box) => said.add(box.innerText));
  return [...said].filter(Boolean);
}"""
LATIN = re.compile(r"[A-Za-z]{2,}")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
# Names of formats, of the query language and of what telephones carry stay as they are; so does the switch itself.
KEPT = re.compile(
    r"Cypher|IMEI|IMSI|SIM|RETURN|LIMIT|Ctrl|KB|MB|zhang wei|\bzw\b|CSV|TSV|TXT|XLSX|XLSM|XLS|ZIP|\bID\b|\bIP\b|MAC|English",
    re.IGNORECASE,
)
DATA = re.compile(r"〔|澜|中文|训练|tel:|person:|acct:|I0000\d\d|\.(csv|xlsx)|[0-9a-f]{12}|^MATCH |公安|分局")


@pytest.fixture
def busy(city):
    """A number, and the link to the one it called most."""
    text = "MATCH (t:Phone)-[c:CALLED]->(o:Phone) RETURN t.key, c.id, o.key ORDER BY c.calls DESC, c.id LIMIT 1"
    return city.cypher(text).rows[0]


@pytest.fixture
def addresses(busy):
    return [
        ("", {}),
        ("point", {}),
        ("point", {"q": "wang"}),
        ("point", {"key": busy[0], "link": busy[1]}),
        ("query", {}),
        ("line", {}),
        ("line", {"q": busy[0]}),
        ("net", {}),
        ("net", {"q": busy[0]}),
        ("series", {}),
        ("identity", {}),
    ]


@pytest.mark.parametrize(("lang", "wrong"), [("zh", LATIN), ("en", CHINESE)])
def test_every_page_opens_without_an_error_and_in_one_language(desk, addresses, lang, wrong):
    for path, address in addresses:
        page = desk.open(path, lang=lang, **address)
        assert page.locator("[data-testid=stAlertContentError]").count() == 0
        assert page.locator("[data-testid=stException]").count() == 0
        said = [text for text in page.evaluate(SAID) if not DATA.search(text)]
        assert len(said) > 10
        assert not [text for text in said if wrong.search(KEPT.sub("", text))], f"{path} {address}"


def test_the_switch_turns_the_page_servers_own_words_too_and_back(desk):
    page = desk.open("")
    assert page.get_by_text("选择文件").count() == 1
    page.get_by_text("English", exact=True).click()
    page.wait_for_selector("html[lang=en]", state="attached")
    desk.settle()
    assert page.get_by_text("Upload", exact=True).count() == 1
    page.get_by_text("中文", exact=True).click()
    page.wait_for_selector("html[lang=zh-CN]", state="attached")
    desk.settle()
    assert page.get_by_text("选择文件").count() == 1


def test_from_a_few_digits_to_the_very_row_of_the_spreadsheet_and_back(desk, city, busy):
    key, link, other = busy
    page = desk.open("point")
    box = page.get_by_placeholder(re.compile("姓名、拼音"))
    box.fill(key.removeprefix("tel:+86"))
    box.press("Enter")
    page.wait_for_selector(f"text={key}")
    desk.settle()
    groups = city.entity(key).links
    place = next(n for n, group in enumerate(groups) if group.type == "CALLED" and group.direction == "out")
    page.locator("[data-testid=stPills] button, [data-testid=stButtonGroup] button").nth(2 + place).click()
    desk.settle()
    desk.click_row(0, [item.id for item in groups[place].items].index(link))
    row = city.rows(link).iloc[0]
    source = city.source(row["file"], row["sheet"], int(row["row"]))
    page.wait_for_selector(f"[data-testid=stMarkdown] >> text={source.file_name}")
    desk.settle()
    shown = desk.cells(2)
    assert any(line[0] == str(source.row) and line[1 : len(source.cells) + 1] == source.cells for line in shown)
    page.get_by_text("打开对方").click()
    page.wait_for_selector(f"text={other}")
    page.go_back()
    page.wait_for_selector(f"[data-testid=stCode] >> text={key}")


def test_two_hundred_numbers_are_pasted_at_once(desk, busy):
    numbers = [busy[0].removeprefix("tel:+86"), *(str(19900000000 + n) for n in range(199))]
    page = desk.open("point")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("text => navigator.clipboard.writeText(text)", "\n".join(numbers))
    box = page.get_by_placeholder(re.compile("姓名、拼音"))
    box.click()
    box.press("Control+V")
    box.press("Enter")
    page.wait_for_selector("text=共 200 个号码：命中 1 个")


def test_a_table_is_saved_as_a_file_that_a_spreadsheet_program_opens_and_the_audit_says_so(desk, city, busy, audited):
    desk.open("point", key=busy[0])
    text = desk.saved("导出表格").read_text("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text)))
    assert [line["标识"] for line in lines] == [item.other_key for item in city.entity(busy[0]).links[0].items]
    taken = next(line for line in reversed(audited()) if line["action"] == "export")
    assert json.loads(taken["detail"])["rows"] == len(lines)


def test_a_name_full_of_markup_is_shown_as_it_is(desk):
    name = "![x](https://evil.example/p.png) <img src=https://evil.example/q.png> $a$ :smile:"
    page = desk.open("point", q=name)
    page.wait_for_selector("text=![x](https://evil.example/p.png)")
    assert page.locator("img[src*=evil]").count() == 0


def test_cypher_runs_by_the_keyboard_and_draws(desk):
    page = desk.open("query")
    page.get_by_text("Cypher", exact=True).click()
    desk.settle()
    box = page.locator("textarea").first
    box.fill("MATCH (p:Person)-[u:USES]->(t:Phone) RETURN p, u, t LIMIT 5")
    box.press("Control+Enter")
    page.wait_for_selector("[data-testid=stEchartsChart], [data-testid=stEChartsChart]")
    box.fill("MATCH (n) DETACH DELETE n")
    box.press("Control+Enter")
    page.wait_for_selector("[data-testid=stAlertContentError]")


def test_a_sum_is_traced_by_hand_and_eye_down_to_its_rows_and_the_list_is_saved(desk, city):
    text = """MATCH (c:Case)<-[:VICTIM_IN]-(p:Person)-[:HOLDS]->(a:Account)-[t:TRANSFERRED]->(:Account)
              RETURN c.key ORDER BY t.amount DESC, c.key LIMIT 1"""
    page = desk.open("line", q=city.cypher(text).rows[0][0])
    grid = page.locator("[data-testid=stDataFrame]").first
    box = grid.bounding_box()
    page.mouse.click(box["x"] + 12, box["y"] + 33 * 1.5)
    desk.settle()
    page.get_by_text("开始分析").click()
    page.wait_for_selector("text=钱现在在哪")
    desk.settle()
    page.wait_for_selector("[data-testid=stEchartsChart], [data-testid=stEChartsChart]")
    desk.click_row(1, 0)
    page.wait_for_selector("text=/来源：\\d+ 行/")
    assert desk.saved("下一批调单清单").read_bytes()[:2] == b"PK"


def test_a_gang_is_cut_by_a_slider_and_an_analysis_can_be_stopped(desk, busy):
    page = desk.open("net", q=busy[0])
    page.get_by_text("开始分析").click()
    page.get_by_text("停止", exact=True).click()
    page.wait_for_selector("text=分析已停止")
    page.get_by_text("知道了").click()
    desk.settle()
    page.get_by_text("开始分析").click()
    page.wait_for_selector("[data-testid=stSlider]")
    desk.settle()
    before = page.get_by_text("按此界限另有").inner_text()
    thumb = page.locator("[data-testid=stSlider] input[type=range]").first
    thumb.focus()
    for _ in range(9):
        thumb.press("ArrowRight")
    expect(page.get_by_text("按此界限另有")).not_to_have_text(
        before, timeout=60_000
    )  # the page is told when the keys rest


@pytest.fixture
def unjudged(city):
    """Take back whatever a test judged, so that a city can be used again."""
    yield
    for one in city.judged():
        city.judge(one.a, one.b, "withdrawn", why="测试")


def test_likely_same_people_are_judged_by_the_keyboard_and_every_word_is_chinese(desk, city, unjudged):
    page = desk.open("identity")
    page.get_by_text("开始分析").click()
    page.wait_for_selector("text=贝叶斯因子约")
    desk.settle()
    page.wait_for_selector("[data-testid=stEchartsChart], [data-testid=stEChartsChart]")
    said = [text for text in page.evaluate(SAID) if not DATA.search(text)]
    assert not [text for text in said if LATIN.search(KEPT.sub("", text)) and "是同一人：" not in text]
    shown = []
    why = page.get_by_label("研判理由")
    why.press_sequentially("1号楼同住")  # a digit in the reason is no verdict
    why.press("Tab")
    desk.settle()
    for key in "1324":
        texts = page.locator("[data-testid=stCaptionContainer]").all_inner_texts()
        shown.append(tuple(f"rec:{text}" for text in texts if re.fullmatch("[0-9a-f]{20}", text)))
        page.keyboard.press(key)
        desk.settle()
    assert len(set(shown)) == 4, "a verdict brings the next pair up, and so does looking on"
    judged = {(one.a, one.b): one.verdict for one in city.judged()}
    assert judged == {
        tuple(sorted(pair)): verdict for pair, verdict in zip(shown, ("same", "unsure", "different"), strict=False)
    }
    assert [one.why for one in city.judged() if one.verdict == "same"] == ["1号楼同住"]
    assert page.get_by_text("已作的研判 3 项").count() == 1


def test_a_file_is_dropped_recognised_imported_and_seen(desk, city, tmp_path):
    number = f"1549{time.time_ns() % 10**7:07d}"  # a new file each time, also for a city that is kept
    rows = f"{number},16299990002,主叫,2026-03-05 14:23:11,33,4001,101,,,,"
    header = (
        "序号,本方号码,对方号码,呼叫类型,通话开始时间,通话时长(秒),基站LAC,基站CI,本机IMEI,本机IMSI,漫游地,转移号码"
    )
    path = tmp_path / "新话单.csv"
    path.write_text(
        f"联川通信\n查询号码:{number}\n查询时段:2026-03-01至2026-03-31\n{header}\n1,{rows}\n合计,共1条\n", "gb18030"
    )
    page = desk.open("")
    page.locator("input[type=file]").first.set_input_files(path)
    page.wait_for_selector("text=还要填写")
    page.get_by_label("案件").first.click()
    page.locator("[role=option]").first.click()
    desk.settle()
    page.get_by_label("文书号").fill("调证1号")
    page.get_by_label("调取人").fill("赵明,钱亮")
    page.get_by_label("调取人").press("Enter")
    page.get_by_text("导入 1 个文件").click()
    page.wait_for_selector("text=图谱已更新")
    assert city.search(number)
    desk.open("point", q=number)


def test_the_font_for_machines_without_one_is_served_from_here(desk, site):
    font = Path(__file__).parents[2] / "static" / "NotoSansSC-Regular.ttf"
    answer = desk.page.request.get(f"{site}/app/static/{font.name}")
    assert answer.status == (200 if font.exists() else 404)


@pytest.mark.parametrize(
    "path", ["app/static/../pyproject.toml", "app/static/%2e%2e/pyproject.toml", "app/static/truth/people.csv"]
)
def test_nothing_beside_the_font_is_served(desk, site, path):
    answer = desk.page.request.get(f"{site}/{path}")
    assert answer.status == 404 or "<html" in answer.text()
