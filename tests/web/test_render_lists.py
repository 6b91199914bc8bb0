"""A long list is folded group by group, and can be taken away as a file."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.web.fakes import make_answer
from tests.web.test_render import NOTICE, ONE, Page
from web.workbench import render
from web.workbench.view import Lang


@pytest.mark.parametrize(
    ("rows", "folded"), [(3, 0), (12, 0), (13, 3), (42, 32)], ids=["short", "not worth it", "long", "all tasks"]
)
def test_long_lists_fold(rows: int, folded: int) -> None:
    text = "共若干项：\n" + "\n".join(f"{i}. 任务{i}" for i in range(1, rows + 1))
    html = render.exchange("问", make_answer(NOTICE, text))
    inside = html.partition("<details>")[2].partition("</details>")[0]
    assert inside.count('class="row"') == folded
    assert ("展开其余" in html) is bool(folded)
    assert f"展开其余 {folded} 条<" in html or not folded
    assert Page(html).text.count("任务") == rows


@pytest.mark.parametrize(
    ("sizes", "shown", "said"),
    [
        ((6, 6, 6), (6, 6), "展开其余 6 条"),  # two more rows, and the group is whole
        ((6, 7, 6), (6, 4), "展开其余 9 条：附件2（3）、附件3（6）"),
        ((10, 5, 1), (10,), "展开其余 6 条：附件2（5）、附件3（1）"),
        ((9, 5, 4), (9, 1), "展开其余 8 条：附件2（4）、附件3（4）"),
        ((11, 5), (11,), "展开其余 5 条"),
        ((5, 5, 2), (5, 5), "展开其余 2 条"),
        ((10, 1), (10, 1), ""),
        ((30,), (10,), "展开其余 20 条"),
    ],
    ids=str,
)
def test_groups_fold_with_their_rows(sizes: tuple[int, ...], shown: tuple[int, ...], said: str) -> None:
    text = ["共若干项："]
    for n, size in enumerate(sizes, 1):
        text += [f"【附件{n}《方案<{n}>》】{size} 项", *(f"· 任务{n}.{i}" for i in range(size))]
    html = render.exchange("问", make_answer(NOTICE, "\n".join(text)))
    before, _, inside = html.partition('<div class="foot">')[0].partition("<details>")
    assert [before.count(f"任务{n}.") for n, _ in enumerate(shown, 1)] == list(shown)
    assert before.count("任务") == sum(shown)
    assert before.count('class="group"') == len(shown), "no heading stands alone before the fold"
    assert (f'<summary><span class="more">{said}</span><span class="less">收起</span></summary>' in inside) is bool(
        said
    )
    assert inside.count('class="row"') == sum(sizes) - sum(shown)
    assert Page(html).text.count("任务") == sum(sizes)


LINKS = {name: f"/api/tasks?department=%E5%8E%BF&within=1&format={name}" for name in ("xlsx", "docx", "csv")}


@pytest.mark.parametrize(("lang", "said"), [("zh", "导出"), ("en", "Export")])
def test_a_list_can_be_taken_away(lang: Lang, said: str) -> None:
    answer = replace(make_answer(NOTICE, "共 1 项：\n· 甲[1]", citations=(ONE,)), exports=LINKS)
    page = Page(render.exchange("问", answer, lang=lang))
    links = page.all("a")
    assert [a["href"] for a in links] == list(LINKS.values())
    assert all("download" in a for a in links)
    labels = [a["aria-label"] or "" for a in links]
    assert [label.partition("，")[0].partition(":")[0] for label in labels] == ["Excel", "Word", "CSV"]
    assert f"{said}ExcelWordCSV" in page.text
    assert page.open == []


@pytest.mark.parametrize(
    "exports",
    [{}, {"pdf": "/api/tasks?format=pdf"}, {"xlsx": "javascript:alert(1)"}, {"xlsx": "//example.org/api/"}],
    ids=["none", "unknown format", "script", "another host"],
)
def test_only_files_of_ours_are_linked(exports: dict[str, str]) -> None:
    page = Page(render.exchange("问", replace(make_answer(NOTICE, "答"), exports=exports)))
    assert page.all("a") == []
    assert "导出" not in page.text


def test_a_link_holds_no_markup() -> None:
    address = '/api/tasks?term="><img src=x>'
    page = Page(render.exchange("问", replace(make_answer(NOTICE, "答"), exports={"xlsx": address})))
    assert [a["href"] for a in page.all("a")] == [address]
    assert page.all("img") == []


def test_no_file_is_offered_before_the_answer_is_whole() -> None:
    answer = replace(make_answer(NOTICE, "共 1 项：\n· 甲"), exports=LINKS)
    assert "导出" not in render.exchange("问", answer, shown="共 1 项")


@pytest.mark.parametrize(
    ("cited", "listed", "summary"),
    [(5, True, ""), (6, True, "展开 6 处依据"), (7, False, ""), (8, False, "展开其余 3 处依据")],
    ids=["short list", "list", "answer", "long answer"],
)
def test_the_places_of_a_list_are_folded_away(cited: int, listed: bool, summary: str) -> None:
    citations = tuple(replace(ONE, n=n) for n in range(1, cited + 1))
    answer = replace(make_answer(NOTICE, "答", citations=citations), exports=LINKS if listed else {})
    html = render.exchange("问", answer)
    assert ("<details>" in html) is bool(summary)
    assert summary in html
    assert len(Page(html).all("button", class_="ref")) == cited
