"""A first question that only points back ("第三个", "跟上次说的一样不"): there is nothing before it, and it names no matter.

It has a word that points, counts, compares or goes on, and beside such words nothing but words of every matter. A follow-up
is another thing: what it points at stands in the turns before (rag/followup.py).
"""

from __future__ import annotations

import re

from rag.question import Question

_NUMBER = "一二三四五六七八九十两几0-9"
_CUE = re.compile(
    rf"第[{_NUMBER}]+(?:[个条项点款名件]|$)|(?:最后|上|下|前|后|另外?|其中|哪)(?:面|边|头)?[一两几]?[个条项点件](?!月|年)|"
    r"刚才|刚刚|方才|之前|此前|先前|上次|上回|前面|上面|上述|前述|昨[天日]|前[天几]|老(?:规矩|样子)|同上|照旧|跟.{0,3}一样|一样[吗不么]?[?？]?$|"
    r"(?:其他|其它|别的|另外|其余|剩下|余下)(?:的|[呢吗]|$)|[这那](?:一?[个些条项件几边里块样]|[一两几三]个|事|笔|钱|归)|^[这那]|它们?|他们|该(?:项目?|政策|标准|资金|单位|工程|条|指标)|"
    r"比起来|相比|哪一?个?更?[高低多少大小长短快]|更[高低多少大小]|差多少|有什么(?:区别|不同)|(?:[两二三几]者|[两三几]个)|"
    r"^(?:然后|接着|继续|再|还有|展开|具体|详细|多说|说具体|说详细|往下)|(?:呢|嘞|咧)[?？]?$|"
    r"\b(?:it|its|that|those|these|this|they|them|first|second|third|fourth|last|next|previous|other|another|same|more|before|earlier|"
    r"above|both|bigger|larger|smaller|higher|lower|continue|else|again|one)\b"
)
# Words of every matter. What names the notice itself (方案, 文件) or a part of it is not among them.
_OF_EVERY_MATTER = re.compile(
    rf"[你您](?=刚|方才|之前|上[次回]|前面|昨)|第[{_NUMBER}]+[个条项点款名件]?|刚才|刚刚|方才|之前|此前|先前|上次|上回|前面|上面|下面|后面|上述|前述|昨[天日]|前[天几]|去年|老规矩|老样子|同上|照旧|"
    rf"最后|另外?|其他|其它|别的|其余|剩下|余下|其中|一样|相同|不同|区别|差别|比起来|相比|比较|更|差|高|低|大|小|长|短|快|慢|多|少|然后|接着|继续|往下|展开|具体|详细|清楚|"
    rf"项目|政策|标准|资金|经费|款|钱|数[字额据]?|几时|何时|时候|多久|指标|期限|到期|事情?|单位|部门|结果|意思|情况|东西|方面|说法|规定|要求|办法|答案|问题|"
    rf"怎么?[搞弄办做样]?|咋个?[搞弄办做]?|如何|为什么|为啥|什么|哪|谁|多少|好多|几|吗|呢|嘞|咧|么|不|没|"
    rf"分别|到底|究竟|还|再|又|也|都|就|是|有|来|去|找|归|管|负责|牵头|配合|办|搞|弄|做|完|好|定|算|给|发|领|要|从|由|被|把|跟|和|与|同|对|行|可以|能|会|"
    rf"说|讲|问|提|答|写|到|过|看|点|些|个|条|项|件|边|里|块|样|者|位|[{_NUMBER}]|这|那|它们?|他们|该|此|上|下|前|后|的|了|得|吧|啊|呀|嘛|咯|哒|哦|我|"
    r"\b(?:and|the|a|an|or|of|in|on|to|than|with|by|for|so|then|please|is|are|was|were|does|do|did|can|could|will|would|should|has|have|what|who|which|when|where|why|how|much|many|long|"
    r"it|its|that|those|these|this|they|them|first|second|third|fourth|last|next|previous|other|others|another|same|more|before|earlier|above|both|bigger|larger|smaller|higher|lower|continue|else|"
    r"again|one|ones|as|you|i|we|me|said|say|says|mentioned|told|tell|about|time|there|any|lead|leads|led|charge|cost|costs|get|gets|project|thing|things|standard|figure|number|amount|go|difference|between|compare|compared)\b"
)
_YOU = re.compile("[你您]")
_ASKS = re.compile("[吗么不哪谁几什啥?？]|多少")
_MANY = 24  # characters of a fragment, at most


def points_back(question: Question) -> bool:
    """Whether a question is nothing but a pointer to what was said before.

    >>> from rag.question import read
    >>> points_back(read("第三个")), points_back(read("第三个攻坚叫什么")), points_back(read("is it the same as last time"))
    (True, False, True)
    """
    text = question.folded
    words = re.findall(r"[a-z]+|[\u3400-\u9fff]", text)
    if not words or re.search("[%“”]", text) or len(words) > _MANY or not _CUE.search(text):
        return False
    if _YOU.search(text) and not _ASKS.search(text):
        return False  # "你刚才讲得好" is praise
    rest = _OF_EVERY_MATTER.sub(" ", text)
    return not re.search(r"[\u3400-\u9fffa-z\d]", rest)
