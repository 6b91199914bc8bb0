"""The words of a turn that goes on from an earlier one: what opens and ends it, what it points at, what it leaves out.

"好的,那农村的呢?" → OPENS + "农村" + ENDS. Nothing here knows the notice or the turns before; rag/followup.py does.
"""

from __future__ import annotations

import re

from corpus.glossary import Glossary
from corpus.numbering import chinese_number
from rag.question import Question, Want, read

# -- around the matter of a turn

_COURTESY = r"(?:好[吧嘞滴啊呀]|好的?|行[吧啊]?|嗯+|哦+|噢|喔|哎呀?|诶|唉|哈哈+|收到|了解了?|懂了|晓得了?|ok(?:ay)?|right|great|got it|谢谢[你您了啦哈]*|多谢|明白了?|知道了|thanks?(?: a lot| you)?|thank you|i see|对了|请问|麻烦|抱歉|不好意思|等等|等一?下|啊)"
OPENS = re.compile(
    rf"^(?:{_COURTESY}[,，。.!！;；、 ]*)*(?:(?:那么|那个?(?![天年边么个些种家条项])|至于|换成|如果是|要是|我?再问(?:一?下)?|还有|另外|顺便(?:问一?下)?|同样(?:的|是)?(?:问题|问)?(?=[,，])|一样的问题|same (?:question |thing )?(?:for|with|about|goes for)|the same (?:question )?(?:for|about)|而|但|and|so|then|also|but|what about|how about|what of|as for|now)(?![a-z])[,， ]*)*",
    re.IGNORECASE,
)
ENDS = re.compile(
    r"(?:那|这)?(?:一|个)?(?:块|边|方面)?(?:的)?(?:又|是)?(?:也?(?:给我)?[报说讲查](?:一?下|说看)|怎么样|如何|咋样)?(?:呢|嘞|咧|咯|哩|嘛|哈|呀|啊|诶|哦|吧)*[?？。!！ ]*$|,? ?(?:too|then|please)?[?？. ]*$",
    re.IGNORECASE,
)

# -- what it points at

POINTS = re.compile(
    r"(?:它|这一?项(?!目)|该项(?!目)|这一?条|该条|这件事|这个(?:任务|指标|工作|事|工程|项目|政策|数|目标)|这项(?:工作|任务|工程|政策)|那项|那条|此项|这事|这块|这个专班|该专班|同一条|这[两几]处|这(?:归|由|是|要)|这个(?=归|由|谁|哪|是|要|怎|什|多|有|在|到))"
    r"|\b(?:it|its|this|that|this one|that one|(?:that|this) (?:task|work|item|target|figure))\b(?! (?:county|plan|notice))"
)
POINTS_AT_SEVERAL = re.compile(r"这些|它们|他们|这几[个条项]|\b(?:they|them|these|those|their)\b")
BODY_PRONOUN = re.compile(
    r"(?:这个|那个|该|这)(?:局|单位|部门|办|委|公司|中心)|它|他们|\b(?:it|its|they|their|that (?:bureau|body|department))\b"
)
ENDS_ASKING = re.compile(r"(?:呢|嘞|咧)[?？]?$|^(?:what|how) about\b|^and\b")

# -- what it leaves out: words that name no matter by themselves

_GENERIC = re.compile(
    r"一个人|一户|每户|每人|每家|每月|每年|一年|一个?月|人家|个人|一般|具体|详细|大概|到底|究竟|总共|一共|合计|全部|其余|其他|剩下|余下|另外|"
    r"好多|几多|咋个|意思|电话|号码|热线|地址|网址|邮箱|办理|多大|多久|好久|地方|项目|事情|政策|问题|情况|东西|方面|措施|举措|办法|手段|活动|工程|办公室|条款|要求|专班|"
    r"解释|名目|名堂|花样|统筹|张罗|操办|经办|承办|这个词|这词|词语|字眼|原文|原话|原句|出处|附件|依据|发我|发给我|给我|列一?下|列出来?|看看|看一?下|说说|讲讲|介绍|展开|引用|"
    r"领取|发放|领头|带头|挑头|协助|协同|协作|主管|主责|联系人?|咨询|投诉|申请|申报|报名|流程|手续|材料|条件|时限|期限|截止|时间|节点|完成|达到|实现|开始|启动|开工|动工|竣工|完工|启用|投用|投入使用|建成|生效|执行|兑现|到账|提到|写到|讲到|说到|涉及|关于|进度|进展|"
    r"标准|金额|数额|数量|额度|目标|指标|比例|进行|开展|落实|安排|推进|实施|规定|写法|说法|内容|名单|名称|单位|部门|"
    r"\b(?:bureaus?|office|items?|details?|project|exactly|precisely|original|wording|words|text|quote|quoted|full|phone|number|deadline|date|address|apply|more|only|just|ok|lead|leading|leader|supporting|support|partners?|body|bodies|department|anyone|else|need|task|target|figure|amount|percent|cost|money|long|start|finish|happen|done|handle|handles|run|runs|deals?|charge|people|person|contact|call|again|see|show|give|read|paste|send|remind|exact|full|clause|attachment|can|quote)\b"
)
_SINGLE = re.compile(
    "[归局咋办整钱块搞弄设还副把列贴摘抄靠领发补装拿得做干管抓个户人年月天些款条项点位次家数最要用比各咯嘞咧哩嘛哈诶子了这那过到好没不前后头事来给]"
)
_WHOLE = re.compile(
    r"解释|(?:什么|啥|么子)意思|原文|原话|原句|全文|怎么写|怎么说|怎么讲|怎么规定|写的?什么|讲的?(?:什么|啥)|说的?(?:什么|啥)|内容|详细|具体(?:说|讲|点|内容|是什么)?$|展开|举措|措施|办法|怎么(?:做|搞|弄|干|推进|落实|实施)|\b(?:quote|original|wording|exact words|full text|details?|what does it say)\b"
)
_ASIDE_FREE = 12  # characters or so of a turn that goes to a neighbour or back
_ONE_TERM = 4  # characters of an everyday term that a turn consists of ("一产")
A_DETAIL = 8  # characters or words of a turn that may ask for a mere detail
EVERYDAY = re.compile("今天|明天|昨天|星期|礼拜|天气|几点|你")  # of no matter of a notice, however short
HOW_MANY = re.compile(r"几(?![时号月])|多少|好多|多大|多长|how (?:much|many|long)")
_PLACE_IN_NOTICE = re.compile(
    r"(?:在|出自|属于?|见|是)?(?:哪|第几)(?:一|个|份|几)?(?:附件|条款?(?![路街巷河线沟])|项(?!目)|节|章|部分)|哪里写|写在哪|出处|which (?:attachment|clause|item|section|annex)|where is (?:that|this|it) (?:written|stated|said)"
)
_SENTENCE = re.compile(
    r"吗[?？]?$|[不没][?？]?$|([\u3400-\u9fff])[不没]\1|有没有|是不是|怎么|为什么|为啥|什么|啥|么子|咋|哪|谁|多少|好多|几|如何|^(?:is|are|does|do|did|can|could|will|would|should|has|have|who|which|when|where|why|how)\b(?! about)"
)


# Nouns that point at nothing by themselves.
_EMPTY_NOUNS = re.compile(
    r"^(?:请|那|你|就)*(?:继续|接着|往下|照做)(?:说|讲|来|做|吧|呀|啊|呢|下去)*$|归|局|好多|几多|咋个?|意思|电话|号码|办|整|钱|块|搞|弄|多大|多久|好久|地方|项目|事情?|政策|问题|情况|东西|方面|措施|活动|工程|办公室|条款|要求|设|还|专班|详细|副|bureau|office|items?|details?|project"
)


def trimmed(text: str) -> str:
    """A turn without what opens and ends it: "好的,那农村的呢?" → "农村"."""
    return ENDS.sub("", OPENS.sub("", text.strip(), count=1), count=1).strip(" ,，、")


def bearing(question: Question, notice_text: str = "") -> str:
    """What is left of a turn's matter beside words that fit any matter; "" of "一个人能领多少" and "谁牵头". notice_text:
    a word that stands there is a matter whatever its characters (景点, 用电)."""
    half = trimmed(question.folded)
    if plain(half) != half or (len(half) <= _ONE_TERM and half in Glossary.load().terms):
        return half
    rest = _GENERIC.sub(" ", trimmed(question.content))
    words = re.findall(r"[\u3400-\u9fff]{2,}|[a-z]{3,}|\d+", rest)
    return " ".join(word for word in words if len(_SINGLE.sub("", word)) > 1 or word in notice_text)


def elliptic(question: Question, notice_text: str = "") -> bool:
    """Whether a turn names no matter of its own."""
    return not bearing(question, notice_text)


def bare(question: Question) -> bool:
    """Whether a question names no matter of its own ("谁牵头？", "多少？", "那个项目呢")."""
    rest = _EMPTY_NOUNS.sub("", question.content)
    return len(re.findall(r"[\u3400-\u9fff]", rest)) < 2 and not re.search(r"[a-z]{3}|\d", rest)


def asks_the_whole(text: str) -> bool:
    """Whether the words themselves are asked for, or where they stand: "原文怎么写的", "这条在哪个附件"."""
    return bool(_WHOLE.search(text) or _PLACE_IN_NOTICE.search(text))


def a_sentence(question: Question) -> bool:
    """Whether a turn asks something in words of its own, as against naming a matter: "可以租给这种机构不"."""
    return question.wants != (Want.TEXT,) or bool(_SENTENCE.search(trimmed(question.folded)))


_ASKED = re.compile(
    r"(?:分别)?(?:是|要|有|用|在|达到?|定的?)*(?:什么|啥子?|甚么|哪(?:一?[个种家款位天年些里儿])?|几|多少|好多|几多)(?:个百分点|[\u3400-\u9fff]{0,3})(?:一?个?月|一年|每[月年]|一个人)?[呢吗嘛咯]?[?？]?$|怎么(?:样|要求|说|写|规定|做|办)的?[?？]?$|咋[\u3400-\u9fff]{0,2}[?？]?$"
)


def matter_of(question: Question) -> str:
    """The matter that a question is about, in its own words, without what it asks of it: what a later turn leaves out.
    Years, places and bodies stay: "2027年农村低保标准是多少" → "2027年农村低保标准"."""
    kept = spoken_matter(question)
    content = read(kept).content if kept else question.content
    return content.replace(" ", "") if re.search(r"[\u3400-\u9fff]", content) else content


def spoken_matter(question: Question) -> str:
    """The question without the words that ask: "乡里低保" of "乡里低保好多钱"."""
    return re.sub("(?:如今|现在|目前|眼下)$", "", _ASKED.sub("", question.text.rstrip("?？。 ")))


# Everyday words for the two halves of a county, which notices keep apart.
_HALVES = (
    ("农村", re.compile("^(?:乡下|乡里|乡村|村里|村上|农村里?|农村户口)$")),
    ("城市", re.compile("^(?:城里|城里头|县城|城镇|城区|城市户口)$")),
)


def plain(word: str) -> str:
    """农村 for 乡下, 城市 for 城里; any other word as it is."""
    return next((official for official, pattern in _HALVES if pattern.match(word)), word)


# -- steps to a neighbour

_TO = r"(?:请|再|又|还|就|它|他|其|这一?[条项个]|该[条项]|本条|的|紧?接着|紧跟着?|紧?挨着|接下来|然后|继续|往|向|看看?|说说?|讲讲?|翻到?|到|一下|给我|我想看|里|之)*"
_NOUN = r"(?:大?块|板块|件事?|方面|条款?|项|小?节|款|目|个|点|部分|章|任务|工程|事项|条目)"
_STEP = re.compile(
    rf"^{_TO}(?:(?P<back>上上|上|前|前面|前头|上面|上头|往前|往上)|(?P<on>下下|下|后|后面|后头|下面|下头))(?:的)?(?:那|一|第一|那一|1)?个?{_NOUN}(?P<rest>.*)$"
)
_STEP_EN = re.compile(
    r"^(?:(?:what(?:'s| is| does)?|show me|go to|tell me|see|read|take) )*(?:the )?(?:(?P<back>previous|preceding|prior|one before)|(?P<on>next|following|one after))(?: (?:one|item|clause|section|task|point|paragraph)\b|(?= (?:that|it|this)\b)|(?=\??$))(?: (?:that|it|this))?(?P<rest>.*)$"
)
_NTH = re.compile(
    rf"^(?:这一?[节章部]分?|本[节章]|其中|里面|这里面|清单里|的)*(?:的)?(?:(?P<first>第一|头一?|最前面?那?一?|首)|(?P<last>最后一?|最末一?|末尾?那?一?|倒数第一)|第(?P<n>[二三四五六七八九十]{{1,2}}|\d{{1,2}}))个?{_NOUN}(?P<rest>.*)$"
)
_NTH_EN = re.compile(
    r"^(?:what(?:'s| is| about)? )?(?:the )?(?:(?P<first>first)|(?P<last>last|final)|(?P<n>second|third|fourth|fifth|sixth))(?: (?:one|item|clause|task))(?P<rest>.*)$"
)
_SAYS = re.compile(
    r"(?:又|底下|下面|主要|是|讲|说|写|的|了|有|什么|甚么|啥子?|哪|内容|规定|呢|嘞|咧|哩|咯|嘛|是啥|些|吗|来着|一下|看看|about|says?|of (?:the |this )?section|of it|[?？。.! ])*"
)


_SEVERAL_STEPS = re.compile(
    rf"^{_TO}(?:(?P<back>上|前|前面|上面)|(?P<on>下|后|后面|下面|接下来))的?(?P<n>[两二三四五])个?{_NOUN}(?P<rest>.*)$"
)
_SEVERAL_EN = re.compile(
    r"^(?:the )?(?:(?P<back>previous|last|preceding)|(?P<on>next|following)) (?P<n>two|three|four|five)(?: (?:items|ones|clauses|tasks))?(?P<rest>.*)$"
)


def steps(text: str) -> tuple[int, ...]:
    """How far the clauses of "前两条讲什么" are: (-2, -1); () of any other turn."""
    found = _SEVERAL_STEPS.match(text) or _SEVERAL_EN.match(text)
    if not found or not _SAYS.fullmatch(found.group("rest")):
        return ()
    said = found.group("n")
    n = {"two": 2, "three": 3, "four": 4, "five": 5}.get(said) or chinese_number(said.replace("两", "二"))
    return tuple(range(-n, 0)) if found.group("back") else tuple(range(1, n + 1))


def step(text: str) -> tuple[int, str] | None:
    """(how many clauses on, what is asked of it) of "下一条呢", (-1, "谁牵头") of "上一条谁牵头"; None of any other turn."""
    found = _STEP.match(text) or _STEP_EN.match(text)
    if not found:
        return None
    way = found.group("back") or found.group("on")
    return (2 if way in ("上上", "下下") else 1) * (-1 if found.group("back") else 1), _left(found.group("rest"))


def nth(text: str) -> tuple[int, str] | None:
    """(place from 1 or -1 for the last, what is asked of it) of "第三条讲什么", None of any other turn."""
    found = _NTH.match(text) or _NTH_EN.match(text)
    if not found:
        return None
    if found.group("first") or found.group("last"):
        return (1 if found.group("first") else -1), _left(found.group("rest"))
    words = ["second", "third", "fourth", "fifth", "sixth"]
    said = found.group("n")
    return (words.index(said) + 2 if said in words else chinese_number(said)), _left(found.group("rest"))


def _left(rest: str) -> str:
    return "" if _SAYS.fullmatch(rest) else rest.strip(" ,，的")


# -- back to an earlier matter, corrections

_BACK = re.compile(
    r"^(?:再|还是|那就?|我们|咱们)*(?:回到|说回|问回|回头(?:再)?(?:说|看|问)|回过头来?(?:说|看)?|[倒退返]?回去?(?:说|看|问)?(?=刚才|前面|之前|最)|接着(?:刚才|前面)|再(?:说|看|问)(?:回|一?下)?(?=刚才|前面|之前|最(?:早|先|开始|开头|前头))|(?=刚才|前面|之前|开头|头先|最(?:早|先|开始|开头|前头)))(?:一下)?(?:刚才|刚刚|前面|之前|头先|开头|最(?:早|先|开始|开头|前头)|一开始)?(?:我)?(?:说|问|提到?|讲|聊)?(?:过)?(?:的)?(?:那个|这个)?(?P<what>[^,，;；:：?？]*?)(?:[,，;；:：](?P<rest>.+))?[?？。]?$"
    r"|^(?:还是|回)(?P<again>附件[一二三四五六七八九十\d]{1,2})(?:的|里)?[,，;；:：](?P<rest2>.+)$"
)
_BACK_EN = re.compile(
    r"^(?:(?:ok|let's|can we|please|now)[, ]+)*(?:go(?:ing)? back|back|return(?:ing)?) to (?:the |what you said about )?(?P<what>[^,;:?]+?)(?: (?:from |question |you mentioned )?(?:earlier|before))?(?:[,;:] ?(?P<rest>.+))?\??$"
)
_CORRECTED = re.compile(
    r"^(?:(?:不对[,，]?)+|不是|错了?|[我你]?(?:打|说|讲|搞|弄|看|写|问|记)错了?|更正(?:一下)?|纠正(?:一下)?|口误)?[,，。!！、 ]*(?:不是|不要|不问)(?P<old>[^,，。;；]{1,14}?)(?:的)?[,，。;；]?(?:而?是|我?(?:要|问|说|指|讲|想问|想要|想知道)的?(?:应该)?是)(?P<new>[^,，]+?)[吧啊呀]?[?？。]?$"
    r"|^(?:(?:不对[,，]?)+|错了?|不是(?:这个|的)?|[我你]?(?:打|说|讲|搞|弄|看|写|问|记|理解)错了?|更正(?:一下)?|纠正(?:一下)?|口误)(?:[,，。!！、 ]+|(?=我|应|是))(?:应该)?(?:我)?(?:(?:要|问|说|指|讲|想问|要问|想要|想知道)的?(?:应该)?是|(?:要|想)?问的?(?!题)|应该是|是)?(?P<new2>[^,，]+?)(?:[,，]不是(?P<old2>[^,，]+?))?[吧啊呀]?[?？。]?$"
    r"|^我(?:问|说|指|讲|想问|要问)的不是(?P<old4>[^,，]{1,14}?)[,，](?:而)?是(?P<new4>[^,，]+?)[?？。]?$"
    r"|^(?:我)?(?:刚才?|刚刚)?(?:(?:问|说|指|讲|想问|要问)的?是|是(?:问|说|想问|指)|的意思是)(?P<new3>[^,，]+?)(?:[,，]?不是(?P<old3>[^,，]+?))?[吧啊呀]?[?？。]?$"
)
_CORRECTED_EN = re.compile(
    r"^(?:(?:no|sorry|wait|oops|actually|my mistake)[,. ]+)+(?:i (?:meant|mean|was asking (?:about|for)|asked (?:about|for))|make (?:it|that)|not (?P<old>[^,]+),(?: but)?)? ?(?:the )?(?P<new>[^,]+?)(?:,? not (?:the )?(?P<old2>.+?))?[?.]?$"
    r"|^(?:i (?:meant|mean|was asking (?:about|for))) (?:the )?(?P<new2>[^,]+?)(?:,? not (?:the )?(?P<old3>.+?))?[?.]?$"
)


def back_to(text: str) -> tuple[str, str] | None:
    """(the matter gone back to, what is asked of it now) of "再回到刚才的低保,城市的是多少"; None of any other turn."""
    found = _BACK.match(text)
    if found:
        return (found.group("what") or found.group("again") or ""), (found.group("rest") or found.group("rest2") or "")
    found = _BACK_EN.match(text)
    return (found.group("what"), found.group("rest") or "") if found else None


def corrected_to(text: str) -> tuple[str, str] | None:
    """(what was meant, what was not) of "不对,我问的是乡下的": ("乡下", ""); None where nothing is corrected."""
    found = _CORRECTED.match(text) or _CORRECTED_EN.match(text)
    if not found:
        return None
    said = {name: words for name, words in found.groupdict().items() if words}
    new = next((words for name, words in said.items() if name.startswith("new")), "")
    old = next((words for name, words in said.items() if name.startswith("old")), "")
    return (trimmed(new), trimmed(old)) if new else None


def goes_on(question: Question) -> bool:
    """Whether a turn can only be meant of what was said before: a neighbour, the words themselves, an earlier question.
    Such a turn is short and brings no matter, so that its phrasing ("把原话发我") says nothing of misuse."""
    text = OPENS.sub("", question.folded, count=1)
    if back_to(text) is not None or steps(text) or step(text) is not None or nth(text) is not None:
        return elliptic(question) or len(text) <= _ASIDE_FREE
    return asks_the_whole(text) and elliptic(question)
