"""Personal numbers in a person's words, overwritten before anything is answered, logged, stored or sent.

Each pattern is bounded by (?<!\\d) and (?!\\d), never by \\b: Chinese characters are word characters, and a number beside
them would be missed.
"""

from __future__ import annotations

import re

from corpus.quantities import fold

_GAP = r"[-\s.·—–_]?"
_NO_AMOUNT = r"(?!\s?(?:元(?![旦宵])|亩|吨))"  # "产值18000000000元" has as many digits as a telephone
_SPOKEN = "[一二三四五六七八九〇零幺两]"
# 18 digits with a date of birth in them, the last a check character; or 15, as issued until 1999 (GB 11643).
_IDENTITY = (
    rf"(?<!\d)[1-9]\d{{5}}{_GAP}(?:18|19|20)\d{{2}}{_GAP}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]){_GAP}\d{{3}}[\dXx](?![\dXx])"
    r"|(?<!\d)\d{17}[\dXx](?!\d)|(?<!\d)[1-8]\d{5}\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}(?!\d)"
)
_MOBILE = (
    rf"(?<!\d)(?:(?:\+|00)?86{_GAP})?1[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}}(?!\d){_NO_AMOUNT}"
    rf"|(?<!\d)1[3-9]\d{{2}}{_GAP}\d{{3}}{_GAP}\d{{4}}(?!\d){_NO_AMOUNT}"
    rf"|(?<![\d.])1[- ]?[3-9](?:[- ]?\d){{9}}(?![\d.]|[- ]\d){_NO_AMOUNT}|(?<!{_SPOKEN})[一幺][三四五六七八九]{_SPOKEN}{{9}}(?!{_SPOKEN})"
)
_LANDLINE = (
    r"(?<![\d.])(?:\(0\d{2,3}\)|0\d{2,3}[-\s]?)\s?\d{7,8}(?:[-转]\d{1,4})?(?!\d)"
    r"|(?<=电话)(?:号码)?(?:是|为|:|：)?\s?\d{7,8}(?!\d)"
)
_CARD = r"(?<!\d)(?:62|4\d|5[1-5])\d{2}(?:[-\s]?\d{4}){3}(?:[-\s]?\d{1,3})?(?!\d)"
_PASSPORT = r"(?<![A-Za-z\d])(?:[EeGg]\d{8}|[Ee][A-Za-z]\d{7}|[HhMm]\d{8,10})(?![A-Za-z\d])"
_PLATE = (
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Za-hj-np-z][·\s]?"
    r"(?=[A-Za-z\d]{5,6}(?![A-Za-z\d]))(?=[A-Za-z]{0,5}\d)[A-Za-z\d]{5,6}"
)
_MAIL = r"[A-Za-z\d._%+-]{1,64}@[A-Za-z\d-]{1,63}(?:\.[A-Za-z\d-]{1,63})+"
_MASKS = tuple(
    (re.compile(pattern), mask)
    for pattern, mask in (
        (_MAIL, "[邮箱]"),
        (_IDENTITY, "[证件号]"),
        (_CARD, "[银行卡号]"),
        (_MOBILE, "[电话号码]"),
        (_LANDLINE, "[电话号码]"),
        (_PASSPORT, "[证件号]"),
        (_PLATE, "[车牌号]"),
        # No figure of a notice has so many digits; an attachment or an article that there is not is said so.
        (r"(?<!\d)(?<!附件)(?<!第)\d{16,}(?!\d)", "[号码]"),
    )
)
MASKS = tuple(dict.fromkeys(mask for _, mask in _MASKS))
_OWN = r"(?:我|本人|俺|咱|\b[Mm]y )"
_GIVEN = (
    r"的?(?:身份证|护照|银行卡|卡|联系方式|(?:联系)?电话|手机|车牌|邮箱|id|ID|phone|passport|card|e?-?mail)?"
    rf"(?:号码?| number)?(?:是|为|:|：| is)? ?(?:{'|'.join(map(re.escape, MASKS))})[,，。;；、 ]*"
)
_OWN_GIVEN, _ANY_GIVEN = re.compile(_OWN + _GIVEN), re.compile(f"{_OWN}?{_GIVEN}")


def masked(text: str) -> str:
    """A text with identity, telephone, bank card, passport and plate numbers and mail addresses replaced by their names.

    >>> masked("身份证431128199001011234电话13812345678")
    '身份证[证件号]电话[电话号码]'
    """
    for pattern, mask in _MASKS:
        plain = fold(text)  # anew each time: a mask moves what follows it
        for match in reversed(list(pattern.finditer(plain))):
            text = f"{text[: match.start()]}{mask}{text[match.end() :]}"
    return text


def without_masks(text: str, *, own: bool = False) -> str:
    """A masked text without the masks and the words that introduce them: what is asked beside a person's numbers. own:
    only those that a person gives as his own.

    >>> without_masks("身份证[证件号],农村低保多少钱")
    '农村低保多少钱'
    >>> without_masks("[电话号码]是谁的?我的电话是[电话号码]", own=True)
    '[电话号码]是谁的?'
    """
    return (_OWN_GIVEN if own else _ANY_GIVEN).sub("", text).strip()
