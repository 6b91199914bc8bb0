"""A person's words → Question: cleaned, its language, what it asks for. Bad input is recognised here, never raised."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from corpus.text import fold, traditional
from rag.languages import tongue
from rag.privacy import masked
from rag.wants import BESIDE_THE_LEAD, BY_NAME, RESPONSIBLE, SINGLED_OUT, Want, wanted

__all__ = ["LONGEST", "UNITS", "Question", "Want", "clean", "content_free", "language", "masked", "read"]

LONGEST = 1_000  # characters; a question is a sentence, not a document
_READ = (
    2 * LONGEST
)  # of a text, before numbers in it are masked, which shortens it; the rest costs time and changes nothing


@dataclass(frozen=True, slots=True)
class Question:
    """text: as asked, without invisible characters. folded: for matching. language: "zh", "zh-Hant", "en" or "other"."""

    text: str
    folded: str
    language: str
    wants: tuple[Want, ...]

    @property
    def content(self) -> str:
        """The folded question without question words, particles and the like: the matter that it is about."""
        return _content(self.folded)

    @property
    def unit(self) -> str:
        """The kind of unit that an amount is asked in, a key of UNITS, or "" where the question leaves it open."""
        return _unit(self.folded)

    @property
    def english(self) -> bool:
        return self.language in ("en", "other")

    @property
    def asks_the_lead(self) -> bool:
        """Whether one body that leads is asked for: a joint responsibility is then half an answer. "由哪几个部门负责" and
        "谁负责" ask for all that are responsible, "哪几个部门牵头" for those that lead, "哪些主抓、哪些配合" for all."""
        if Want.LEAD not in self.wants or (Want.PARTIES in self.wants and BESIDE_THE_LEAD.search(self.folded)):
            return False
        return bool(SINGLED_OUT.search(self.folded) or not RESPONSIBLE.search(self.folded))

    @property
    def by_name(self) -> bool:
        """Whether things are asked for by name: "是哪几家"."""
        return bool(BY_NAME.search(self.folded))

    def wants_any(self, *wants: Want) -> bool:
        return any(want in self.wants for want in wants)


@lru_cache(maxsize=64)
def _content(folded: str) -> str:
    return re.sub(r" +", " ", _FUNCTION.sub(" ", folded)).strip()


@lru_cache(maxsize=64)
def _unit(folded: str) -> str:
    return next((name for name, (asked, _) in UNITS.items() if asked.search(folded)), "")


_INVISIBLE = {"Cc", "Cf", "Co", "Cs", "Cn"}
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]+")

# Kind of unit → how a question asks for it, and the units of figures that can answer.
UNITS: dict[str, tuple[re.Pattern[str], re.Pattern[str]]] = {
    "money": (
        re.compile(r"(?:多少|好多|几多)(?:钱|元|块|万元|亿元?|投资|资金|经费|津贴)|几(?:十|百|千)?万(?!亩|吨|头|担|人|户)|造价|报价|预算(?:是|多少|有)|要(?:交|收|花|出)钱|安家费|奖励.{0,4}多少|几(?:块|元|百块|千块|万块|万元|亿元?)|几个?钱|什么价|价格|how much money|yuan|rmb|\bcost|\bpaid\b|\bpay\b"),
        re.compile(r"元|^[万亿]$"),
    ),
    "percent": (
        re.compile(r"百分之几|百分之多少|几个百分点|多少个?百分点|几个点|多少个点|(?:增长|增速|增幅|比例|占比|比重|强度|[^效频费税利汇]率)(?!.{0,6}(?:钱|元|个|家|项))|percent|percentage|proportion|share of|growth|\brate\b|\bgrow"),
        re.compile(r"%|百分|‰"),
    ),
    "time": (re.compile(r"(?:多少|几)个?(?:天|日|小时|钟头|月|年|分钟|工作日)|多长时间|how long|how many (?:days|hours|months|years)"), re.compile(r"天|日|小时|月|年|分钟")),
    "age": (re.compile(r"几岁|多少岁|多大年(?:纪|龄)|年龄|how old|what age"), re.compile(r"岁")),
    "area": (re.compile(r"(?:多少|几)万?(?:亩|公顷|平方)|面积|how much land|acre|\bmu\b|hectare"), re.compile(r"亩|公顷|平方")),
    "weight": (re.compile(r"(?:多少|几)万?(?:吨|斤|担|公斤)|产量|tonn?e|how much (?:grain|tobacco)"), re.compile(r"吨|斤|担|公斤")),
    "length": (re.compile(r"(?:多少|几)(?:公里|米|里路)|多长|kilomet"), re.compile(r"公里|米|千米")),
    "count": (
        re.compile(r"(?:多少|几|哪几)(?:百|千|万)?(?:个|家|项|条|名|位|人|场|座|所|处|台|辆|套|户|头|张|床|间|回|次|门|类|种|批|支|笔|件|根|盏)|how many|number of"),
        re.compile(r"^(?:[万亿千百]?[个家项条名位人场座所处台辆套户头张床间次门类种批支笔件根盏](?:\(个\))?)?$"),
    ),
}  # fmt: skip

_FUNCTION = re.compile(
    r"那么|那个|那些|那|这个|这些|这一?项|该项|这条|该条|它们?|他们|其中?|此|还有|另外|以及|同样|对了|具体|上述|刚才|请问|一下|想问|问下|问一下|我想|想知道|知道|"
    r"呢|吗|么|啊|呀|吧|嘛|的|了|是不是|是|有没有|有(?!效|序|机|限|关)|在(?!建|线|校|岗)|由|谁|哪个?|哪些|哪里|哪儿|什么|甚么|啥|多少|几|部门|单位|牵头|负责|配合|参与|责任|管不管|管(?!理|道|网|控|护|委)|"
    r"召集人|成员单位|时候|时间|为何|为什么|为啥|何|要(?!素)|目标|指标|标准|最低|最高|原文|全文|内容|怎么样?|如何|说(?!明)|讲|写|规定|任务|工作|事情?|还(?!款|贷)|也|和(?!谐)|与|跟|都|会不会|会(?!议|展|员|计)|能不能|能(?!源|力|耗|效)|可以|可不可以|"
    r"行不行|到底|究竟|大概|应该|需要|得|我们?|你们?|您|咱们?|自己|县里|全县|新田县?|今年|全年|年内|现在|目前|已经|就(?!业|医|近)|(?<!人)才(?!艺)|又|把(?!关)|被|给(?!付)|对(?!非|外|接|口|标|象)|从(?!业)|去(?!向|库)|来(?!源)|里面|里|上(?!市|云|规|平台|网)|下(?!乡|降|沉)|中(?!央|非|小|介|医|职|部|国|心|试|青)|一个|个(?!体)|一(?!网|件|体|张|村|带|行|主|户|老|卡|窗|码|照)|每|各|这份|公告|通知|文件|方案|附件\d*|总体|"
    r"[?？!！,，。、;；:：()（）“”‘’《》\"']|"
    r"\b(?:and|what|who|which|how|much|many|about|it|its|that|this|is|are|the|a|an|leads?|led|in|charge|of|for|then|also|so|does|do|did|responsible|bureau|department|where|when|why|other|else|involved|"
    r"one|they|them|their|those|works?|with|should|will|would|can|could|may|to|by|be|on|at|from|as|i|we|you|my|our|your|there|any|have|has|had|get|say|says|said|tell|me|please|notice|plan|county|xintian|under|set|new|year|or)\b|[a-z]?'s"
)


@lru_cache(maxsize=64)  # parts of one question are read by several who take it apart
def read(raw: str) -> Question:
    """Clean a question and say what it asks for. Any string is accepted."""
    text = masked(clean(raw)[:_READ])
    folded = fold(text)
    return Question(text, folded, language(text), wanted(folded))


def clean(raw: str) -> str:
    """Without control, zero-width and unassigned characters; runs of white space become one space.

    >>> clean("县\\u200b发改局\\x07  牵头\\n哪些")
    '县发改局 牵头 哪些'
    """
    spaced = (" " if c.isspace() else c for c in raw)
    visible = "".join(c for c in spaced if unicodedata.category(c) not in _INVISIBLE)
    return re.sub(r" +", " ", visible).strip()


def language(text: str) -> str:
    """ "zh", "zh-Hant", "en" or "other": other languages have to show themselves (rag.languages); what else is in Latin
    letters is taken for English, however short. Of both Chinese scripts the one that has more characters: a single
    traditional one in a simplified question is a slip."""
    if tongue(text):
        return "other"
    han = len(_HAN.findall(text))
    words = _LATIN.findall(text)
    if words and han * 2 < len(words):
        return "en"
    plain, simple = unicodedata.normalize("NFKC", text).lower(), fold(text)
    if plain == simple:
        return "zh"
    return "zh-Hant" if _differ(plain, simple) > _differ(plain, traditional(plain)) else "zh"


def _differ(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=False))


_MARKUP = re.compile(r"</?[a-z!][^<>]*>")


def content_free(question: Question) -> bool:
    """Nothing to look for: empty, markup, punctuation, emoji, a lone letter or a string of digits."""
    if re.fullmatch(r"\d{1,2}(?:[/-]\d{1,3}){1,4}|\d{1,2}(?:[._]\d{1,3}){2,4}", question.folded.strip(" ?？。")):
        return False  # an address
    words = _MARKUP.sub(" ", question.folded)
    letters = [c for c in words if c.isalpha()]
    return not letters or (len(letters) == 1 and letters[0].isascii()) or len(question.folded) < 2
