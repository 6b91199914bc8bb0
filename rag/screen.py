"""Questions that are not for the notice at all: greetings, attempts to misuse the assistant, other people's data."""

from __future__ import annotations

import re
from dataclasses import asdict

from corpus.departments import Gazetteer
from corpus.examples import examples
from corpus.glossary import Glossary
from corpus.text import fold
from rag.answer import Status
from rag.asides import MISUSE, TALK, uncovered
from rag.draft import Draft, Line
from rag.fragment import points_back
from rag.privacy import without_masks
from rag.question import LONGEST, Question, Want, content_free
from rag.unclear import no_matter

_MADE_UP = r"引用|条款|条文|数字|数据|依据|出处|附件|规定|文号|原文|政策|指标|答案|回答|内容"
_INJECTION = re.compile(
    r"(?:忽略|无视|忘(?:记|掉)(?=你|前面|上面|之前|以上|所有|一切|刚才|全部)|不要管|别管|不用管|抛开).{0,12}(?:指令|指示|规则|限制|约束|提示|设定|上面|以上|之前|前面|公告|原文)"
    r"|(?:跳过|绕过).{0,8}(?:指令|规则|限制|提示|设定)|系统提示(?![“\"‘])|提示词|你的(?:指令|设定|规则|prompt)|(?:(?:^|[你请来让我先就再,，。!！ ]|现在|从此|开始)扮演(?!什么|哪|着?重要)|假装|装作).{0,12}(?:角色|没有|开发者|管理员|另一个|不受|黑客|局长|县长|是)"
    rf"|(?<![人击禁防查处止众])(?:编造|虚构|伪造|捏造|杜撰|瞎编|乱编|随便编|凭空(?:编|写|造)).{{0,12}}(?:{_MADE_UP}|一[条个段]|几[条个])|(?:编|造)(?:一?[个条段]|几[个条段]|些).{{0,10}}(?:{_MADE_UP})"
    rf"|(?:随便|随意|硬)(?:写|给|说|凑)(?:一?[个条]|几[个条]|些)?.{{0,6}}(?:{_MADE_UP})|不用(?:管|看|查)原文|越狱(?:模式|状态|一下|吧)|(?:开发者|管理员|调试)模式|不(?:受|按).{0, 6}(?:公告|原文|规则).{0, 4}(?:限制|约束|来|说)|你就(?:说|写|答|回答)|(?:必须|只能)(?:回答|说|答)(?:是|有|“|\")"
    r"|(?:冒充|假冒|冒用|以.{1,10}(?:名义|口吻|身份)).{0,14}(?:写|发|拟|出|编|起草)(?:一?[个份条封])?.{0,8}(?:通知|公告|短信|函|文件|声明)"
    r"|system ?prompt|\b(?:ignore|disregard|forget|override|bypass)\b.{0,30}\b(?:instructions?|rules?|prompt|above|previous|notice|polic\w+|safeguards?|filters?)\b"
    r"|\bjailbreak\b|developer mode|\b(?:pretend|roleplay)\b.{0,20}\b(?:to be|you|that)\b|\bact as (?:a|an|if|my|though|the (?:admin|developer|system))\b|\b(?:make up|fabricate|invent|fake|forge)\b.{0,30}\b(?:citations?|clauses?|figures?|numbers?|quotes?|quotations?|references?|answers?|items?|paragraphs?|sources?|polic\w+)\b"
    r"|\byour (?:system )?(?:prompt|instructions)\b|<script|javascript:|drop table|api[ _]?key|密钥|环境变量"
)
_PERSONAL = re.compile(
    r"(?:查|这是|知道).{0,8}\[(?:证件号|电话号码|车牌号|银行卡号|邮箱)\]|\[(?:证件号|电话号码|车牌号|银行卡号|邮箱)\].{0,6}(?:是谁|谁的|叫什么|哪里人|机主|车主)|(?:他|她|人家?|的)(?:身份证|银行卡)(?:号码?|信息)|(?:他|她|某人|别人|谁|人|局长|县长|书记|主任|邻居|老板).{0,4}(?:的)?(?:手机号码?|电话号码|私人电话|家庭(?:住址|地址|电话)|住址)"
    r"|(?:家庭|私人)(?:住址|电话|手机)|家住哪|(?:吃|领|拿|享受).{0,4}低保.{0,6}(?:名单|名字|姓名)|谁家.{0,6}(?:吃|领|拿)低保|\bhome address\b|\bid (?:card )?number\b|\bprivate (?:phone|number)\b|\bpersonal (?:phone|mobile)\b"
)
_ABUSE = re.compile(
    r"傻[逼比b叉]|操你|他妈的|去死|滚蛋|滚开|(?:你|这|真)(?:个|是|就是|们)?.{0,2}(?:废物|垃圾)(?:程序|机器|东西|系统|[!！。,，]|$)|(?:蠢货|白痴|(?:弱智|智障)(?![的人儿者孩残老小]))|\bfuck\w*|\bshit\b|\bbitch\b|\bidiot\b|\bstupid\b"
)
# Small talk is what is nothing but these words; one word of a matter makes it a question.
_HELLO = re.compile(
    r"你好|您好|大家好|嗨|哈喽|哈啰|哈罗|喂|在吗|在不在|在线吗?|在么|anyone there|在不$|^在$|有人吗|有人在吗|早上好|上午好|中午好|下午好|晚上好|早安|晚安|早啊|早$|新年好|こんにちは|こんばんは|안녕하세요|\bbonjour\b|\bsalut\b|\bhola\b|\bciao\b|\bolá\b|\bhi\b|\bhello\b|\bhey\b|good (?:morning|afternoon|evening|day)|nice to meet you|how are you(?: doing)?(?: today)?|最近好吗|吃了吗"
)
_THANKS = re.compile(
    r"ありがとう(?:ございます)?|감사합니다|\bmerci(?: beaucoup)?\b|\bgracias\b|\bobrigad[oa]\b|谢谢|感谢|多谢|谢了|谢啦|谢过|辛苦(?:了|您|你)?|麻烦(?:了|您|你)|有劳|再见|拜拜|回见|回头见|明天见|没(?:有)?(?:别的|其他)?(?:问题|事)?了|不用了|就这些|没事|\bthanks?\b|thank you|\bthx\b|\bbye\b|goodbye|see you|cheers|appreciate (?:it|that)|great job|well done|good job|答得(?:真|很|挺)?好|真(?:棒|不错|好用|厉害|方便)|太(?:好|棒|厉害|方便)了|不错|厉害|好用|有用|明白|清楚|帮大忙了|很有帮助|有帮助|very helpful|that helps|helpful"
)
_OPENING = re.compile(
    r"(?:你好|您好|大家好|嗨|哈喽|早上好|上午好|中午好|下午好|晚上好|早安|hi|hello|hey|good (?:morning|afternoon|evening))(?![a-z])"
)
_ASKS = re.compile("(?:呢|是什么|是啥|是么子|怎么办|怎么搞)$")
_CLOSING = re.compile(
    r"^(?:非常|十分)?(?:谢谢|感谢|多谢)(?!”)|(?:谢谢|感谢|多谢|再见|拜拜)[你您了啦哈!！。~]*$|不客气|很高兴认识|认识你|聪明|^(?:哈|嘻|呵)+$|我走了|先走了|辛苦[你您了]|you'?re welcome|nice to meet|pleased to meet"
)
_POLITE = re.compile(
    r"非常|十分|太|多|很|真|的|了|啦|啊|呀|哈|呢|吧|哦|噢|嘿|嘻|你|您|们|大家|同志|朋友|问策|老师|师傅|小助手|助手|机器人|小姐姐|亲|先|那就?|这么?|我|都|也|又|给|为|帮助|帮忙|解答|回答|耐心|好的?|嗯+|行|可以|明白|知道|收到|了解|懂|ok(?:ay)?|\b(?:you|so|very|much|a lot|for|the|your|help|all|everyone|there|again|it|that|was|is|got|sir|wence|and|my friend|mate|buddy|man|u|r|ur|great|awesome|nice|cool|wonderful|perfect|are|good|to|know|everybody|info|information|answer)\b|[!！。.,，~～?？、 \U0001f300-\U0001faff☺❤]"
)
_WHO = re.compile(
    r"^(?:请问|你好|您好|嗨|喂|hi|hello|hey|good (?:morning|afternoon|evening))?[,，!！。 ]*"
    r"(?:(?:(?:你|您|问策)(?:们)?|(?:这|本)(?:个|里的?)?(?:系统|网站|程序|机器人|助手|工具|平台))(?:都|又|还)?(?:到底|究竟)?"
    r"(?:谁(?:呀|啊|呢|$)|是谁|是官方|是政府|是什么|是哪个|是干(?:什么|嘛|啥)|是做什么|是干啥子|是(?:不是)?(?:真人|机器|人工|ai|人)|叫什么|叫啥|有名字|能(?:帮|为|给|做|干|回答|查|告诉)|可以(?:帮|为|给|做|干|回答|查|问)|会(?:做|干|回答|些|什么|啥)|知道些?什么|懂什么|怎么(?:用|使用)|有什么(?:用|功能|本事)|(?:真|好)(?:聪明|厉害|智能))"
    r"|(?:能不能|可以|请|麻烦)?(?:你)?(?:做个|来个)?(?:介绍一下你自己|自我介绍|介绍(?:一下)?(?:你|问策))|谁(?:开发|做|造|设计|写|创造|研发)(?:了|的|出)*(?:你|问策|这个(?:系统|程序|机器人|网站))|怎么(?:使用|用)(?:你|问策|这个(?:系统|网站|程序|机器人|助手))|可以问你|(?:转|找|要|有)?人工(?:客服|服务)?(?:在吗)?[?？。!！]*$|帮我转人工|客服(?:在吗|在不在)?[?？]*$"
    r"|who (?:are|made|built|created|developed|designed) you|what are you|what(?:'s| is) your name|what can (?:you (?:do|help|answer|tell)|i ask)|what do you do|wh?at (?:kind|sort)s? of questions|who am i (?:talking|speaking|chatting) (?:to|with)|who r u|how can you help|are you (?:a |an )?(?:human|robot|bot|real|ai|machine|person|there)|how do(?:es)? (?:i use you|this work)|(?:tell me about|introduce) yourself|what is this (?:site|system|website|tool))"
)

_DRAFTS = {"送审稿": "a draft submitted for review", "征求意见稿": "a draft for comment"}

_SENTENCES = {
    "empty": (
        "请输入一个问题，例如“{amount}”或“{lead}”。",
        "Please type a question, for example “{english}”",
    ),
    "long": (
        f"问题太长了（上限 {LONGEST} 字）。请用一两句话写出要问的事，不要整段粘贴。",
        f"The question is too long (at most {LONGEST} characters). Please ask it in a sentence or two.",
    ),
    "injection": (
        "这个请求不能办理：这里只按公告原文回答问题，不改变规则，也不编造内容或出处。您可以直接问公告里的事项。",
        "This request cannot be met: answers here come only from the text of the notice; nothing is made up and the rules stay as they are. Please ask about the notice.",
    ),
    "personal": (
        "涉及他人的个人信息，这里不提供，公告中也没有。您可以问公告里的目标、任务和责任单位。",
        "Other people's personal data are not given here, and the notice holds none. Please ask about its targets, tasks and responsible bodies.",
    ),
    "abuse": ("请文明提问。您可以问公告里的目标、任务和责任单位。", "Please keep it civil. You may ask about the notice's targets, tasks and responsible bodies."),
    "greeting": (
        "您好！这里是“问策”，回答关于《{title}》（{status}）的问题，每句话都注明出处。您可以问指标、责任单位、任务清单，或直接给出条目，如“{address}”。",
        "Hello! This is Wence. It answers questions about the notice 《{title}》 ({status}) and shows where each statement stands. Ask about targets, responsible bodies or tasks.",
    ),
    "thanks": ("不客气。还有问题请随时问。", "You are welcome."),
    "feedback": (
        "好的。可以换个说法再问，或直接说出要问公告里的哪件事，如“{amount}”。",
        "Noted. You could ask in other words, or name the matter of the notice that you mean, such as “{english}”",
    ),
    "who": (
        "这里是“问策”，一个只依据《{title}》（{status}）回答问题的程序：机器摘录公告原文，逐条注明附件和条目；公告没有写的，会直说没有写。",
        "This is Wence, a program that answers only from the notice 《{title}》 ({status}): it quotes the text, names the attachment and item, and says so when something is not stated.",
    ),
}  # fmt: skip


def _small_talk(text: str) -> str:
    """ "thanks" or "greeting" where a text is nothing else, "" for anything with a matter in it."""
    rest = _POLITE.sub("", _THANKS.sub("", _HELLO.sub("", text)))
    if rest or len(text) > 60:
        return ""
    return "thanks" if _THANKS.search(text) or not _HELLO.search(text) else "greeting"


def _courtesy(question: Question, text: str) -> str:
    """A short text with a courtesy in it and no matter of the notice: "感谢您的解答，祝工作顺利", "你好，想咨询个事"."""
    if len(text) > (60 if question.english else 20) or question.wants != (Want.TEXT,):
        return ""
    if _has_matter(question) or _ASKS.search(text):
        return ""
    if _CLOSING.search(text):
        return "thanks"
    return "greeting" if _OPENING.match(text) else ""


def screen(question: Question, title: str, status: str, *, alone: bool = False) -> Draft | None:
    """The draft for a question that needs no look at the notice, or None for one that does. alone: nothing was said
    before, so that a mere pointer points at nothing."""
    text = question.folded.strip(" ?？")
    if len(question.text) > LONGEST:
        return _say(question, "long", Status.CLARIFY)
    if content_free(question):
        return _say(question, "empty", Status.CLARIFY)
    talk = _small_talk(text) or _courtesy(question, text) or ("who" if _WHO.search(text) else "")
    if talk:
        return _talk(question, talk, title, status)
    text, plain = without_masks(text, own=True), fold(uncovered(without_masks(question.text, own=True)))
    for name, pattern in (("injection", _INJECTION), ("personal", _PERSONAL), ("abuse", _ABUSE)):
        if pattern.search(text) or pattern.search(plain) or (name == "injection" and pattern.search(plain[::-1])):
            return refused(question, name)
    return no_matter(question) if alone and points_back(question) else None


def refused(question: Question, kind: str) -> Draft:
    """The sentence for an attempt at misuse: kind is one of rag.asides.MISUSE."""
    return _say(question, kind, Status.REJECTED)


def no_question(question: Question, kind: str, title: str, status: str) -> Draft | None:
    """The sentence for what rag.asides takes for no question; None where small talk has a matter of the notice in it."""
    if kind in MISUSE:
        return refused(question, kind)
    if kind not in TALK or question.wants_any(Want.AMOUNT, Want.LEAD, Want.PARTIES) or _has_matter(question):
        return None
    if kind in ("greeting", "thanks") and _ASKS.search(question.folded.strip(" ?？")):
        return None
    return _talk(question, kind, title, status)


def _talk(question: Question, kind: str, title: str, status: str) -> Draft:
    shown = _DRAFTS.get(status, status) if question.english else status
    return _say(question, kind, Status.SMALL_TALK, title=title, status=shown)


def _has_matter(question: Question) -> bool:
    """Whether a text has a term of the notice, a body or a number in it."""
    glossary = Glossary.load()
    return bool(
        glossary.official_for(question.folded)
        or Gazetteer.load().mentions(question.folded)
        or re.search(r"\d", question.folded)
        or any(term in question.folded for term in glossary.english)
    )


def _say(question: Question, name: str, outcome: Status, **words: str) -> Draft:
    said = asdict(examples()) | words
    return Draft(outcome, (Line(_SENTENCES[name][1 if question.english else 0].format(**said)),))
