"""A file that cannot be imported gives one clear error and leaves the ledger as it was."""

import io
import zipfile
from pathlib import Path

import pytest

from workbench.errors import BadFile, UserError
from workbench.ingest import source


@pytest.fixture
def refused(bring, ledger):
    """Import something that must be refused; return the message after comparing the data folder before and after."""

    def refused(content, **terms):
        before = sorted(path for path in ledger.folder.rglob("*") if path.is_file())
        with pytest.raises(BadFile) as caught:
            bring(content, **terms)
        assert sorted(path for path in ledger.folder.rglob("*") if path.is_file()) == before
        assert ledger.version == 0
        return str(caught.value)

    return refused


def zipped(**members):
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return whole.getvalue()


def test_an_absent_file_and_a_folder_are_refused(refused, tmp_path):
    assert "找不到" in refused(tmp_path / "nowhere.csv")
    assert "文件夹" in refused(tmp_path)


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\r\n\r\n  \r\n", b"\0" * 4096])
def test_an_empty_file_is_refused(refused, content):
    assert "空文件" in refused(content)


def test_an_unreadable_file_is_refused(refused):
    assert "权限" in refused(Path("/proc/self/mem"))  # may be opened and not read, by root too


def test_a_truncated_workbook_is_refused(refused, workbook):
    whole = workbook({"一": [["本方号码", "对方号码"]] * 50}, name="b.xlsx").read_bytes()
    for size in (100, len(whole) // 2, len(whole) - 10):
        assert "损坏" in refused(whole[:size], name="c.xlsx")


def test_a_workbook_with_damaged_insides_is_refused(refused, workbook):
    whole = bytearray(workbook({"一": [["本方号码", "对方号码"]] * 50}, name="b.xlsx").read_bytes())
    place = whole.find(b"xl/worksheets/sheet1.xml") + 40
    whole[place : place + 60] = bytes(60)
    assert "损坏" in refused(bytes(whole), name="c.xlsx")


def test_a_password_protected_workbook_is_refused(refused):
    ole = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(500) + "EncryptedPackage".encode("utf-16-le") + bytes(500)
    assert "密码" in refused(ole, name="a.xlsx")


def test_an_encrypted_archive_is_refused(refused):
    whole = bytearray(zipped(a__csv="本方号码\n" * 9))
    central = whole.rfind(b"PK\x01\x02")
    whole[central + 8] |= 1
    assert "密码" in refused(bytes(whole), name="a.zip")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7 x", "PDF"),
        (b"\x89PNG\r\n", "PNG"),
        (b"Rar!\x1a\x07", "RAR"),
        (zipped(a__txt="x"), "ZIP"),
        (b"\x7fELF\2\1", "ELF"),
    ],
)
def test_another_kind_of_file_is_refused_by_its_kind(refused, content, kind):
    assert kind in refused(content, name="a.xlsx")


def test_bytes_that_are_no_text_are_refused(refused):
    assert "编码" in refused(bytes(range(1, 256)) * 40)


def test_text_in_an_encoding_of_another_country_is_refused(refused):
    assert refused("Numéro appelé;Durée;Début\n".encode("cp1252") * 200)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(refused):
    assert "压缩炸弹" in refused(zipped(a__csv=b"0" * 200_000_000), name="a.zip")
    assert "压缩炸弹" in refused(zipped(inner__zip=zipped(a__csv="x"), a__csv="x"), name="a.zip")


def test_a_file_of_two_gigabytes_is_refused(refused, tmp_path, calls, call):
    path = tmp_path / "huge.csv"
    path.write_text(calls(call()))
    with path.open("r+b") as file:
        file.truncate(2 * source.GIGABYTE)
    assert "2.0 GB" in refused(path)


def test_the_size_limit_can_be_raised(bring, calls, call, monkeypatch):
    monkeypatch.setenv("FUSION_MAX_FILE_GB", "0.0000001")
    with pytest.raises(BadFile, match="FUSION_MAX_FILE_GB"):
        bring(calls(call()))
    monkeypatch.setenv("FUSION_MAX_FILE_GB", "1")
    assert bring(calls(call())).report.accepted == 1


def test_an_unknown_header_names_the_next_step(refused):
    assert "fusion mapping draft" in refused("甲,乙,丙\n1,2,3\n")


def test_a_nearly_known_header_names_what_is_lacking(refused, calls, call):
    message = refused(calls(call()).replace("通话开始时间", "开始"))
    assert "联川通信话单" in message
    assert "通话开始时间" in message


def test_a_header_without_rows_is_refused(bring, ledger, calls):
    with pytest.raises(BadFile, match="没有数据行"):
        bring(calls())
    assert ledger.version == 0


def test_a_quote_that_is_never_closed_is_refused_by_its_line(bring, ledger, calls, call):
    lines = [call(i) for i in range(3_000)]
    lines[10] = lines[10].replace("本地", '"本地')
    with pytest.raises(BadFile, match="引号"):
        bring(calls(*lines))
    assert ledger.version == 0


def test_a_case_must_be_named(bring, calls, call):
    with pytest.raises(UserError, match="案件编号"):
        bring(calls(call()), case=" ")


def test_an_unknown_mapping_is_refused_with_the_known_ones(bring, calls, call):
    with pytest.raises(UserError, match="lc_calls"):
        bring(calls(call()), mapping="nothing")
