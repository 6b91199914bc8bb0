"""Characters of both scripts."""

from __future__ import annotations

import pytest

from corpus.clause import Notice
from corpus.text import fold, simplified, traditional


@pytest.mark.parametrize(
    ("plain", "written"),
    [
        ("县发改局", "縣發改局"),
        ("按时足额发放，足额发到群众手里", "按時足額發放，足額發到群眾手裡"),
        ("里程、干部、干旱、理发", "里程、幹部、乾旱、理髮"),
    ],
)
def test_to_traditional(plain: str, written: str) -> None:
    assert traditional(plain) == written
    assert simplified(written) == plain


def test_the_whole_notice_there_and_back(notice: Notice) -> None:
    back = fold(traditional(notice.source)).replace("著", "着")  # which stays as it is, for 著名
    assert back == fold(notice.source)
