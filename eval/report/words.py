"""What the names in the measures mean, for a reader who has not seen the code: Chinese, and a gloss in both languages."""

from __future__ import annotations

from typing import NamedTuple


class Words(NamedTuple):
    """zh: the name in Chinese. about, gloss: what it is, in Chinese and in English."""

    zh: str
    about: str = ""
    gloss: str = ""


STAGES = {
    "parse": Words("解析", "把公告读成条款、单位和数字", "the notice is read into clauses, bodies and figures"),
    "read": Words("理解", "听懂问的是什么", "what is asked is understood"),
    "retrieve": Words("检索", "把有关的条款找出来", "the clauses that matter are found"),
    "answerable": Words("判断", "断定公告写没写", "whether the notice states it is judged"),
    "answer": Words("作答", "把条款里的话说对、说全", "what the clause says is said, rightly and in full"),
    "verify": Words("核验", "删去没有依据的话", "what no clause proves is taken out"),
}
SPLITS = {
    "dev": Words("开发题", "看着改的题", "tuned on"),
    "test": Words("盲测题", "开发时不看的题", "not looked at while building"),
}

MEASURES = {
    "n": Words("题数", "题数", "judged turns"),
    "passed": Words("通过", "该答的答对、引全，没有说错；该拒的拒了", "right status, all of it cited and said, nothing wrong"),
    "status": Words("状态对", "答、部分答或拒答，选得对", "answered, answered in part or declined, as it should be"),
    "citation_recall": Words("引全", "该引的条款引了多少", "of the clauses to be cited, the share that is"),
    "citation_precision": Words("引准", "引的条款有多少该引", "of the clauses cited, the share that should be"),
    "fact_recall": Words("要点", "该说的要点说了多少", "of the facts needed, the share that is said"),
    "completeness": Words("完整", "要点和条款合起来有了多少", "facts and clauses together"),
    "must_not": Words("说错", "说了错话的题数，越少越好", "answers that say what is wrong; fewer is better"),
    "decline_recall": Words("该拒已拒", "该拒答的拒了多少", "of what must be declined, the share that is"),
    "decline_precision": Words("拒得对", "拒答的有多少该拒", "of what was declined, the share that should be"),
    "wrongly_declined": Words("错拒", "公告写了却拒答，越少越好", "stated, and declined all the same; fewer is better"),
    "list_f1": Words("清单 F1", "清单的引全与引准", "a list's cited clauses against the gold list"),
    "list_exact": Words("清单全对", "一条不多、一条不少", "no clause too many, none missing"),
    "follow_up": Words("追问通过", "追问的通过率", "follow-up turns that pass"),
    "success@1": Words("首位命中", "排第一的就是该引的条款", "a gold clause comes first"),
    "success@5": Words("前五命中", "前五条里有该引的条款", "a gold clause is among the first five"),
    "recall@10": Words("前十召回", "该引的条款有多少排进前十", "of the gold clauses, the share among the first ten"),
    "MRR": Words("名次倒数", "首个该引条款名次的倒数", "reciprocal rank of the first gold clause"),
    "nDCG@10": Words("nDCG@10", "前十名的排序质量", "quality of the first ten's order"),
}  # fmt: skip
STAGE_MEASURES = {
    "gold_known": Words("标准条款读到", "题目要引的条款，公告里都读到了", "gold addresses that the notice has"),
    "facts_in_gold": Words("要点在条款", "要点在标准条款里找得到", "needed facts that a gold clause holds"),
    "clauses": Words("条款", "读出的条款数", "clauses read"),
    "tasks": Words("任务", "有责任单位的条款数", "clauses with a body responsible"),
    "figures": Words("数字", "读出的数字个数", "figures read"),
    "forms_of_bodies": Words("单位叫法", "认得的单位叫法数", "forms of bodies that are understood"),
    "lists_taken_for_lists": Words("清单认出", "要清单的题认作清单", "lists taken for lists"),
    "others_taken_for_lists": Words("误作清单", "不要清单却认作清单，越少越好", "others taken for lists; fewer is better"),
    "misuse_refused": Words("滥用已拒", "诱导和打听隐私的题拒了", "misuse that is refused"),
    "plain_questions_refused": Words("正常题误拒", "正常提问当成滥用，越少越好", "plain questions refused; fewer is better"),
    "kept": Words("写了判写了", "公告写了的，判为写了", "stated, and judged to be"),
    "declined": Words("没写判没写", "公告没写的，判为没写", "not stated, and judged so"),
    "auc": Words("区分力 AUC", "概率把两类分开的本事，随机为 0.5", "how well the probability tells the two apart"),
    "complete": Words("说全引全", "给了条款，说全又引全", "given the clause: all said and cited"),
    "falsehoods": Words("假话数", "故意埋下的假话", "planted falsehoods"),
    "falsehoods_proven": Words("假话放过", "没被识破的假话，一句也不该有", "falsehoods taken for proven; none may be"),
    "truths_proven": Words("真话放行", "真话没有被误删", "true statements let through"),
}  # fmt: skip

TYPES = {
    "lookup": "查条款", "numeric": "数值", "lead": "牵头", "parties": "责任单位", "taskforce": "专班", "title": "标题",
    "list": "清单", "address": "条款号", "colloquial": "口语", "typo": "错字", "pinyin": "拼音", "traditional": "繁体",
    "english": "英文", "other_language": "外文", "comparison": "对照", "multiturn": "多轮", "false_premise": "错误前提", "near_miss": "擦边",
    "other_place_year": "别地别年", "procedure": "办事", "out_of_scope": "范围外", "no_such_clause": "无此条",
    "injection": "诱导", "personal": "隐私", "small_talk": "闲聊", "clarify": "要追问", "blind": "盲测对话",
    "other_subject": "换对象", "same_clause": "同一条", "neighbour": "邻近条", "other_attachment": "换附件",
    "other_body": "换单位", "new_subject": "换话题", "not_stated": "未写", "after_declined": "拒答之后",
    "correction": "更正", "pronoun": "代词", "back": "回到前面",
}  # fmt: skip
STATUSES = {
    "answered": "答了", "partial": "部分答", "not_stated": "未写明", "out_of_scope": "范围外", "no_such_clause": "无此条",
    "rejected": "拒绝", "small_talk": "闲聊", "clarify": "追问",
}  # fmt: skip
ROUTES = {
    "answer": "按条款答", "list": "列清单", "address": "按条款号", "premise": "核对前提", "task_force": "专班",
    "screen": "拦截", "aside": "闲聊", "follow_up": "追问", "page": "页面信息",
}  # fmt: skip
STEPS = {
    "all": "合计", "screen": "拦截", "aside": "闲聊", "spelling": "改错字", "follow_up": "接上文", "page": "页面信息",
    "premise": "核对前提", "list": "列清单", "address": "按条款号", "retrieve": "检索", "task_force": "专班",
    "answer": "作答", "verify": "核验",
}  # fmt: skip
FIELDS = {
    "": "全部",
    "type": "题型",
    "dialogue": "对话",
    "lang": "语言",
    "asker": "提问人",
    "attachment": "附件",
    "turn": "轮次",
}
VALUES = {
    "lang": {"zh": "中文", "zh-Hant": "繁体中文", "en": "英文", "mixed": "中英混用", "other": "其他语言"},
    "asker": {"official": "公务员", "public": "公众", "resident": "居民", "maintainer": "维护者"},
    "turn": {"first": "首问", "follow-up": "追问"},
    "type": TYPES,
    "dialogue": TYPES,
}
KINDS = {
    "question": "变差的题", "stage": "变差的步骤", "slice": "变差的分类", "body": "不再认识的叫法", "set": "题目有增删", "waiver": "过期的豁免",
}  # fmt: skip


def measure(name: str) -> Words:
    """A measure's words, of an answer or of a stage; its own name where there are none."""
    return MEASURES.get(name) or STAGE_MEASURES.get(name) or Words(name)


def slice_label(name: str) -> tuple[str, str]:
    """A slice's value in Chinese ("" where it has no word) and as it is named.

    >>> slice_label("dev/type/numeric")
    ('数值', 'numeric')
    """
    split, _, rest = name.partition("/")
    if not rest:
        return SPLITS[split].zh if split in SPLITS else "", split
    field, _, value = rest.partition("/")
    if field == "attachment":
        return ("总体方案" if value == "0" else "页面信息" if value == "page" else f"附件{value}"), value
    return VALUES.get(field, {}).get(value, ""), value
