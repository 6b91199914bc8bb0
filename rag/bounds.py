"""What the words that bound a figure mean: 以上, 不低于 and 至少 are one bound, 力争 is an aim."""

from __future__ import annotations


def _list(words: str) -> list[str]:
    return words.split()


REACHES = {"达", "达到"}  # no bound: "达90%" and "达到90%" say the same
BOUNDS = {
    **dict.fromkeys(_list("以上 及以上 不低于 不少于 至少 最少 最低 不小于 不得低于 不得少于"), "≥"),
    **dict.fromkeys(
        _list("以下 及以下 以内 之内 内 不超过 不高于 不大于 不多于 最多 至多 最高 不得超过 不得高于"), "≤"
    ),
    **dict.fromkeys(_list("超过 突破 高于 多于 大于 超 逾 多 余"), ">"),
    **dict.fromkeys(_list("低于 少于 小于 不足 未满 不满"), "<"),
    **dict.fromkeys(_list("约 大约 左右 上下 近 接近 将近"), "≈"),
    **dict.fromkeys(_list("稳定在 保持在 维持在 控制在"), "="),
    **dict.fromkeys(_list("力争 力求"), "aim"),
    **dict.fromkeys(_list("确保 务必"), "ensured"),
}


def meanings(comparator: str) -> frozenset[str]:
    """What a figure's comparator binds it to: "力争…达…以上" → {"aim", "≥"}. 达到 and 稳定在 bound nothing: a claim may
    leave them out."""
    return frozenset(BOUNDS.get(word, word) for word in comparator.split("…") if word and word not in REACHES) - {"="}
