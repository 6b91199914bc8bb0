"""A person's words → Question: cleaned, its language, what it asks for. Bad input is recognised here, never raised."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from corpus.text import fold

LONGEST = 1_000  # characters; a question is a sentence, not a document


class Want(StrEnum):
    """The kind of thing that a question asks for; TEXT where it asks what the notice says of a matter."""

    AMOUNT = "amount"
    LEAD = "lead"
    PARTIES = "parties"
    OFFICE = "office"
    CONVENER = "convener"
    MEMBERS = "members"
    DEADLINE = "deadline"
    PERSON = "person"
    PHONE = "phone"
    PLACE = "place"
    PROCEDURE = "procedure"
    REASON = "reason"
    PROGRESS = "progress"  # what has been done so far; a plan does not say
    SHARE = "share"  # how a whole is divided among townships or bodies
    PENALTY = "penalty"
    TEXT = "text"


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
        return re.sub(r" +", " ", _FUNCTION.sub(" ", self.folded)).strip()

    @property
    def unit(self) -> str:
        """The kind of unit that an amount is asked in, a key of UNITS, or "" where the question leaves it open."""
        return next((name for name, (asked, _) in UNITS.items() if asked.search(self.folded)), "")

    @property
    def english(self) -> bool:
        return self.language in ("en", "other")

    def wants_any(self, *wants: Want) -> bool:
        return any(want in self.wants for want in wants)


_INVISIBLE = {"Cc", "Cf", "Co", "Cs", "Cn"}
_HAN = re.compile(r"[\u3400-\u9fff]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]+")
_ENGLISH_WORDS = frozenset(
    [
        "the",
        "a",
        "an",
        "is",
        "are",
        "of",
        "in",
        "to",
        "for",
        "what",
        "who",
        "which",
        "how",
        "much",
        "many",
        "does",
        "do",
        "did",
        "when",
        "where",
        "why",
        "list",
        "show",
        "tell",
        "me",
        "about",
        "and",
        "by",
        "on",
        "bureau",
        "county",
        "notice",
        "item",
        "section",
        "attachment",
        "annex",
        "hello",
        "hi",
        "thanks",
        "please",
        "can",
        "should",
        "will",
        "it",
        "that",
        "this",
        "with",
        "from",
        "under",
    ]
)

# Kind of unit → how a question asks for it, and the units of figures that can answer.
UNITS: dict[str, tuple[re.Pattern[str], re.Pattern[str]]] = {
    "money": (
        re.compile(r"(?:多少|好多|几多)(?:钱|元|块|万元|亿元?)|几(?:十|百|千)?万(?!亩|吨|头|担|人|户)|造价|报价|预算(?:是|多少|有)|要(?:交|收|花|出)钱|安家费|奖励.{0,4}多少|几(?:块|元|百块|千块|万块|万元|亿元?)|几个?钱|什么价|价格|how much money|yuan|rmb|\bcost|\bpaid\b|\bpay\b"),
        re.compile(r"元|^[万亿]$"),
    ),
    "percent": (
        re.compile(r"百分之几|百分之多少|几个百分点|多少个?百分点|几个点|多少个点|(?:增长|增速|增幅|比例|占比|比重|强度|[^效频费税利汇]率)(?!.{0,6}(?:钱|元|个|家|项))|percent|percentage|proportion|share of|growth|\brate\b|\bgrow"),
        re.compile(r"%|百分|‰"),
    ),
    "time": (re.compile(r"(?:多少|几)个?(?:天|日|小时|月|年|分钟|工作日)|多长时间|how long|how many (?:days|hours|months|years)"), re.compile(r"天|日|小时|月|年|分钟")),
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

# Chinese patterns are matched on folded text (simplified, half-width, lower case).
_WANTS: tuple[tuple[Want, re.Pattern[str]], ...] = (
    (Want.PHONE, re.compile(r"电话(?:是|号|多少|好多|几|有|在|呢|[?？]|$)|(?:咨询|联系|投诉|举报|服务|办公)电话|什么电话|热线|手机号|联系方式|咨询号码|打哪个号|打什么号|号码是|微信号|邮箱|传真|phone|telephone|hotline|call (?:for|about)|e-?mail")),
    (Want.OFFICE, re.compile(r"办公室.{0,8}(?:设|在|放|挂|哪)|(?:设|放|挂)在(?:哪|什么|何)|office.{0,30}(?:locat|where|set up|based|house|sit)|(?:where|which).{0,40}office|(?:house|host)s? the .{0,30}office")),
    (Want.CONVENER, re.compile(r"召集人|谁.{0,4}挂帅|convener|convenor|总牵头|(?:专班|task ?force).{0,10}(?:谁.{0,3}(?:负责|管|牵头)|head|chair|led)|who (?:chairs|heads|convenes)")),
    (Want.MEMBERS, re.compile(r"成员单位|(?:专班|task ?force).{0,10}(?:成员|有哪些单位|哪些部门|members)|members? of the")),
    (Want.LEAD, re.compile(r"牵头|(?:谁|哪个)来?(?:打击|建|修|改造|整治|推进|组织|承担|实施|搞|弄|干|办|处理|解决)|哪个(?:来)?(?:管|抓|负责)|归(?:哪|谁|什么)|谁(?:来)?(?:主抓|负责|管|主管|抓|领头|带头|挑头|主办)|(?:归|由)(?:哪|谁)|是谁|是哪(?:个|家)?(?:部门|单位|局)|哪(?:个|家|些)?(?:部门|单位|局|衙门|科室).{0,6}(?:负责|管|抓|主|领|办|挑|干|弄|搞|来)|(?:什么|啥)(?:部门|单位|局).{0,4}(?:负责|管)|责任单位是谁|主管部门|找(?:哪|谁|什么部门)|lead|in charge|responsible|who (?:runs|handles|manages|takes)|which (?:bureau|department|agency|office|body)")),
    (Want.PARTIES, re.compile(r"配合|参与|协办|协同|责任单位|分工(?:负责)?|哪些(?:部门|单位|局)|还有(?:谁|哪)|有份|参加|点了谁|点名|也归|除.{2,12}外.{0,4}(?:谁|哪)|(?:部门|单位)有哪些|parties|involved|participat|support(?:ing)? (?:bureaus|departments|units)|other (?:bureaus|departments|agencies)|work(?:s|ing)? with")),
    (Want.AMOUNT, re.compile(r"多少|好多(?:钱|元|块|亩|个|家)|几多|几(?:十|百|千)?万|几间|几回|造价|报价|预算(?:是|多少|有)|几岁|年龄|要(?:交|收|花|出)钱|安家费|几(?:个(?!部门|单位|局)|家(?!单位)|项|条|成|万|千|百|亿|亩|元|块|倍|场|人|名|头|吨|担|小时|点|所|座|笔|张|天|次|处|户|台|%|百分点)|多大|多高|百分之|比例|占比|目标值|(?:总额|额度|总量|数额)(?:目标)?(?:是|为|有|[?？]|$)|增速|增幅|标准是|(?:什么|啥)标准|最低|不低于|多长时间|上限|下限|数额|金额|how (?:much|many|large|big|fast|high|long)|what (?:percentage|share|rate|proportion|number|growth|amount|level|minimum|standard|is the (?:\w+ ){0,2}(?:growth|amount|rate|minimum))|percent|growth (?:rate|target)|quota")),
    (Want.DEADLINE, re.compile(r"什么时候|何时|啥时候|几时|几月|几号|哪(?:一?天|一?年|个月)|多久|截止|期限|时限|什么时间|啥时间|\bwhen\b|deadline|by what date|how soon|start date|what date")),
    (Want.PERSON, re.compile(r"(?:局长|县长|书记|主任|院长|校长|镇长|负责人|联系人|经办人|专干|领导)(?:姓啥|叫|是|姓|的?名|贵姓|.{0,3}谁)|叫什么名字|(?:领导|召集人).{0,4}名字|姓啥|(?<![白黑])名单(?!制)|施工(?:队|单位|方)|由?哪.{0,4}施工|中标|承建|承包商|开发商|老板(?:是|叫)|法人代表|签发|哪个明星|contractor|won the contract|姓甚|(?:name|who is) .{0,30}(?:director|mayor|head|secretary|magistrate|chief)|name of the (?:director|person|head)")),
    (Want.PLACE, re.compile(r"(?:具体)?地址(?:是|在)|门牌|几楼|哪栋|哪条(?:路|街)|怎么走|(?:设|建|放|选|落|开|搞|办|修|安)(?:址)?(?:在|到)(?:哪|什么)|在(?:哪|什么)(?:里|儿|个)(?:地方|位置|乡镇|镇|村|街道|社区|小区|路)?|哪(?:个|些|几个)(?:乡镇|镇|村|街道|社区|小区|路段|地方|位置|景区|学校|医院)|选址|(?:street )?address of|what street|which floor|\bwhere\b|which (?:town|village|township|street|school|hospital)")),
    (Want.PROCEDURE, re.compile(r"(?:怎么|咋|咋个)(?:签|登记|申请|申报|办理?|领|报名|报|弄|交|登记|操作|兑|查)|如何(?:申请|申报|办理|领取|报名|登记|参加)|(?:申请|办理|申报|报名)(?:流程|条件|手续|材料|程序|资料|方式|入口|表)|要(?:带|交|准备|提供)(?:什么|哪些|啥)|(?:什么|哪些|啥)(?:材料|证件|手续|条件|资料)|流程|符合什么条件|在哪(?:里|儿)?(?:申请|办理?|领|报名)|去哪(?:里|儿)?(?:登记|申请|办|领|报名|签)|在哪(?:里|儿)?签|几级(?:残疾)?才|how (?:do|can|should|to) (?:i|we|one|residents|a \w+)?\s*(?:apply|register|claim|sign up|get|obtain)|how to (?:apply|register|claim)|(?:renew|extend|apply for) (?:my|a|the) |documents? (?:do|are|should|needed|required)|paperwork|eligib|application (?:form|procedure|process)")),
    (Want.PROGRESS, re.compile(r"(?:目前|现在|到现在|截至|截止|至今|已经).{0,12}(?:多少|几|好多|完成|认定|发了|建成|落实|到位|了没|了吗)|完成(?:得|情况|了多少|进度|率是)|进展(?:如何|怎|到|情况)|落实得|(?:has|have) .{0,40}\balready\b|\bso far\b|\bto date\b|progress (?:been|on|has)")),
    (Want.SHARE, re.compile(r"各(?:个)?(?:乡镇|镇|村|社区|街道|县区?)(?:里|中)?.{0,8}(?:多少|几|任务|指标|最)|分(?:到|给|解到|配到|摊到)(?:各|每|哪|多少)|每个?(?:乡镇|镇|村|社区|街道).{0,6}(?:多少|几)|哪个(?:乡镇|镇|村|县)(?:最|任务)|per (?:township|village)|each (?:township|village)")),
    (Want.PENALTY, re.compile(r"罚(?:多少|款|几|不罚|金)|处罚|怎么罚|扣(?:多少|几)?分|\bfines?\b|penalt|punish")),
    (Want.REASON, re.compile(r"为什么|为啥|为何|什么原因|原因是|凭什么|依据是|图(?:个)?(?:啥|什么)|why ")),
)  # fmt: skip


def read(raw: str) -> Question:
    """Clean a question and say what it asks for. Any string is accepted."""
    text = masked(clean(raw))
    folded = fold(text)
    wants = tuple(want for want, pattern in _WANTS if pattern.search(folded))
    return Question(text, folded, language(text), wants or (Want.TEXT,))


def clean(raw: str) -> str:
    """Without control, zero-width and unassigned characters; runs of white space become one space.

    >>> clean("县\\u200b发改局\\x07  牵头\\n哪些")
    '县发改局 牵头 哪些'
    """
    spaced = (" " if c.isspace() else c for c in raw)
    visible = "".join(c for c in spaced if unicodedata.category(c) not in _INVISIBLE)
    return re.sub(r" +", " ", visible).strip()


def masked(text: str) -> str:
    """Identity and telephone numbers replaced, before the question is answered, logged or handed
    on; what a person sees of their own words stays as they typed it. No \\b: Chinese characters
    are word characters, and a number beside them would be missed.

    >>> masked("身份证431128199001011234电话13812345678")
    '身份证[证件号]电话[电话号码]'
    """
    text = re.sub(r"(?<!\d)\d{17}[\dXx](?!\d)", "[证件号]", text)
    return re.sub(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d{9}(?!\d)", "[电话号码]", text)


def language(text: str) -> str:
    """ "zh", "zh-Hant", "en" or "other", by script first and English function words second."""
    han = len(_HAN.findall(text))
    words = _LATIN.findall(text.lower())
    if _KANA.search(text) and len(_KANA.findall(text)) * 4 > han:
        return "other"
    if han and han * 2 >= len(words):
        plain = unicodedata.normalize("NFKC", text).lower()
        return "zh" if fold(text) == plain else "zh-Hant"
    if words:
        english = sum(word in _ENGLISH_WORDS for word in words)
        accented = any(ord(c) > 0xBF for word in words for c in word)
        return "en" if not accented and (english * 6 >= len(words) or len(words) <= 3) else "other"
    return "zh" if han or text.isascii() else "other"


def content_free(question: Question) -> bool:
    """Nothing to look for: empty, punctuation, emoji, a lone letter or a string of digits."""
    if re.fullmatch(r"\d{1,2}(?:[/-]\d{1,3}){1,4}", question.folded):
        return False  # an address
    letters = [c for c in question.folded if c.isalpha()]
    return not letters or (len(letters) == 1 and letters[0].isascii()) or len(question.folded) < 2
