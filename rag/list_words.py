"""The words by which a question asks for a list, as patterns over folded text (simplified, half-width, lower case)."""

from __future__ import annotations

import re

# What people of the county and its neighbours say for the common words.
_DIALECT = {
    "么子": "什么", "啥子": "什么", "咩": "什么", "好多": "多少", "几多": "多少", "咋个": "怎么", "有那些": "有哪些",
    "是那些": "是哪些", "那几": "哪几", "乜嘢": "什么", "边啲": "哪些", "边几": "哪几", "边个": "哪个",
    "冇": "没有", "嘅": "的", "喺": "在", "哋": "们", "系咪": "是不是",
}  # fmt: skip
_DIALECT_WORDS = re.compile("|".join(_DIALECT))


def plain(folded: str) -> str:
    """A folded text with the dialect's question words in standard Chinese."""
    return _DIALECT_WORDS.sub(lambda match: _DIALECT[match.group()], folded)


# Where to find the answer is to be said too: no list of clauses is asked for.
CITE = re.compile(
    r"(?:请|并|要|需|同时|麻烦|另)*(?:注明|标明|附上?|带上|写上|标上|写明|说明)(?:一?下)?(?:条款号?|条目号?|地址|出处|原文|依据|编号|条文号?)+"
)
MANY = re.compile(
    r"几(?:副|摊|档|宗)|有谁|出处|条款号|条目号|条文号|任务号|条款地址|条目地址|逐一|全列|列全|列明|明细|找齐|给全|全量|全部位置|(?:项|条)?目录|出(?:一?[张份个])?表|表格|照单|打包|点一?遍|(?:念|报|数)(?:一?遍|给|出来)|一[件条项个]别漏|别漏|不漏|翻出来|全都要|都给我|都要|一并|下设|列名|列入|在列|分工|总条数|(?:条|项|任务)(?:总)?数|几[大小]?(?:块|类|节|章|方面|部分|桩|件|样)|份内|哪(?:两|三|四|五|六|七|八|九|十)|见于|命中|检索|哪些|哪几|哪\d|哪两|那些|几样|有啥|有什么|都?是?什么(?:任务|工作|活|事)|所有|全部|一切|凡是?|每一?[个项条]|列(?:出|一|举|个|全|明|下)|清单|单子|名单|一览|台账|汇总|梳理|理一?理|捋|盘一?点|盘一盘|归集|归拢|罗列|拉(?:个|一|张|份)|统统|通通|都有|晒|过一遍|报一?下|给(?:我|个)|整理|摆出来|分解|有没有|"
    r"(?:多少|几)(?:个|项|条|件|样|宗|处|家|桩)?(?:任务|工作|活|事|责任|牵头|条款|指标|目标|单位|部门|地方)?|啥(?:任务|工作|活|事)|干(?:什么|啥|些)|做(?:什么|啥|些)|要(?:做|干)|管(?:什么|啥|哪)|"
    r"\blist|\bevery|\ball\b|which|what|how many|\bcount\b|number of|give me|show me|\bany\b|anything|everything|name the|names? of|where|point me|run (?:me )?through|rundown|run-down|tell me|itemi[sz]e|enumerate|break ?down|\b(?:items|tasks|clauses|passages|jobs|duties|assignments)\b|'s tasks|overview|summary of"
)
# Several are asked for, not one: "增长多少" is no list, "哪几处讲增长" is.
SEVERAL = re.compile(
    r"什么地方|小?标题|几(?:副|摊|档)|哪(?:一)?(?:两|三|四|五|六|七|八|九|十)(?:件|项|条|个)|(?:捞|摘|扒|抠|拎|挑|抄)(?:录|抄|出来?|给)|逐件|都叫(?:什么|啥)|叫(?:什么|啥)名|on (?:its|their) (?:plate|hands|desk)|in (?:its|their) (?:remit|portfolio)|(?:牵头|带头|领头|主抓|负责|配合|参与|协办)(?:了|着|过)?(?:些)?(?:什么|啥)|出处|条款号|条目号|条文号|任务号|条款地址|条目地址|逐一|全列|列全|列明|明细|找齐|给全|全量|全部位置|(?:项|条)?目录|出(?:一?[张份个])?表|表格|照单|打包|点一?遍|(?:念|报|数)(?:一?遍|给|出来)|一[件条项个]别漏|别漏|不漏|翻出来|全都要|都给我|都要|一并|下设|见于哪|几[大]?(?:块|类|方面|桩|件)|哪(?:个|些|几)?(?:桩|件)|(?:干|做|管|办|抓)(?:些|点)?(?:什么|啥)|按条目|逐条|逐项|一条条|一项项|哪些|哪几|哪[二两三四五六七八九十\d]+|所有|全部|一切|凡是?|每一?[个项条处]|列(?:出|一|举|个|全|明)|清单|单子|名单|一览|台账|汇总|梳理|捋|盘点|罗列|拉(?:个|一|张|份)|统统|通通|都有|几(?:处|条|项|个地方|样)|多少(?:处|条|项|个地方)|(?:找|挑|列|报|摘)出?来|那些|理一?理|盘一?点|盘一盘|归集|归拢|过一遍|整理|摆出来|晒一?晒|分解|有啥(?:任务|活|事)|什么(?:任务|工作|活|事)|啥(?:任务|工作|活|事)|"
    r"\blist\b|\bevery|\ball\b|which|how many (?:tasks|items|clauses|places)|what (?:tasks|items|clauses|targets|figures|are)|\bwhere\b|show me|give me|point me|run (?:me )?through|rundown|tell me|itemi[sz]e|enumerate|break ?down|anything|everything|\b(?:items|tasks|clauses|passages|jobs|duties|assignments)\b"
)
TASKS = re.compile(
    r"担子|忙|同框|同列|并列|一起出现|同时出现|挑了|列名|列入|列上|在列|挂名|挂上|上榜|点名|署名|名字|揽|(?:牵头|配合|参与|责任|负责|主责|协办)(?:项|条|类)|摊上|承办|次数|回数|出现|出场|点到|拉进|掺和|扯得上|有关系|hand in|down for|figure|实事|任务|工作|事项|项目清单|活|条目|条款|职责|责任|分工|牵头|负责|配合|参与|参加|协办|几项|几条|事儿?|份|清单|单子|台账|管|担|摊|干|做|领|认|涉及|有关|分派|派|落|"
    r"task|item|dut(?:y|ies)|lead|\bled\b|responsib|work|assign|charge|involv|support|job|role|clause|take part|\bdo\b|handle|\bplate\b|up to|expected|\bname|charged|tasked|on the hook|obligation|remit|mandate|to-do|chore|owner|figures? in|appears?|touch|mention|bring|listed|put"
)
NO_LEAD = re.compile(
    r"(?:没|未|不)(?:有)?(?:指明|设|设置|明示|标出|列出|说定|敲定)(?:了|出|有)?(?:是|由|谁|哪家|哪个|个|单位|部门|任何|具体|一家){0,3}的?(?:牵头|挑头|领头|主责)|没有?领头|牵头(?:单位|部门|方)?(?:这|那)?(?:一)?(?:栏|列|项|格)?(?:都)?(?:是|为)?空(?:着|的|白|缺)?|没(?:有)?说(?:是|由)?谁(?:来)?(?:牵头|挑头|领头|主抓|带头)|没(?:有)?(?:明说|点明|点出|安上|挂)(?:谁|哪家|哪个|由谁)?.{0,2}(?:牵头|挑头|领头)|(?:无|缺|没)牵头(?!的?(?:是|几|多))|牵头(?:单位|部门)?(?:缺失|未定|待定|不明|不详)|jointly responsible|joint(?:ly)? (?:responsib|tasks)|(?:没|未)(?:有)?(?:指定|定|写|明确|标)?“?(?:班长|头儿|领头羊|主心骨|一把手)|没人(?:管头|拍板)|牵头(?:单位|部门|方)(?:是|为|那)?(?:一栏|栏)?.{0,2}(?:没|未|空着|空缺|缺(?!一))(?:有|写|列|定|明|给|指|落|标)?|牵头(?:没|未)(?:有)?(?:写|列|定|明|给|指|落|标)|"
    r"(?:没|未)(?:有)?(?:明确|写明?|列明?|指定|注明|标明|标|交代|交待|说明?|说清|定|定下|点名|落实|安排|设)(?:了|出|清)?(?:是|由|谁|哪家|哪个|个|单位|部门|任何|具体|一家|来){0,4}(?:牵头|挑头|领头|主抓|带头|挂帅|主责|负总责)|"
    r"(?:没有?|无|缺)(?:任何|具体|明确的?|一个|个|谁|哪家|单位|部门)*(?:牵头|挑头|领头|主责|总负责)(?:单位|部门|人|方|的(?!是)|$|[?？,，。])|"
    r"(?:没有?|无)(?:人|谁)(?:来)?(?:牵头|挑头|领头|挂帅|管头|扛头|当头)|谁都?(?:没|不)有?(?:牵头|挑头|领头)|没(?:有)?谁(?:牵头|挑头)|群龙无首|没有?带头的|无主的|"
    r"(?:no|without|lack(?:s|ing)?|missing|omits?|don't|doesn't|does not|do not|did not|never|not|fails? to)(?:\s+\w+){0,5}?\s+(?:lead(?! to|ing\b| in)(?:er|s)?\b(?:\s+(?:body|bureau|department|agency|unit|organi[sz]ation))?|who leads|who is in charge)(?!\s+(?:by|them|it))|nobody (?:is )?(?:lead|in charge)|no ?(?:one|body) (?:is )?(?:lead|in charge|named as lead|heading|takes? charge)|unled|leaderless|rudderless"
)
JOINT = re.compile(r"共同负责|联合负责|joint")
NOT_LEAD = re.compile(
    r"(?:不|没|未|不用|不是)(?:去|来)?(?:当|做|挑|扛|打)(?:头|大哥|老大|主力|主角|班长|旗)|(?:不|没(?!有(?:牵头|挑头|领头|主责)(?:单位|部门|的|人|方))(?:有)?|未|非|无需|不用|不是|不由|不归|不当|不作为?|并非|而不|但不)(?:是|算|做|担任|它|他|自己|由它|其)?(?:牵头|挑头|领头|主抓|带头|主责)(?!(?:单位|部门)(?:的|没))|牵头(?:的|项目|任务)?(?:之外|以外)|除了?(?:自己|本身|由它|它)?(?:牵头|挑头)(?:的|任务)?(?:外|之外|以外|,|，|还)?|"
    r"(?:without|other than|apart from|besides|beyond|rather than|instead of) (?:it |the one |being the |being in the |taking the |the )?(?:lead|heading|in charge)|non-lead|but not (?:the |in the )?lead(?!er)|not lead\b|(?:but|and) (?:does|do|is|are)(?:n't| not) (?:the )?lead|(?:does|do|is|are|was)(?:n't| not) (?:the |in the )?lead(?!er)|(?:only|just|merely|simply) (?:a |an |in a |plays? (?:a )?)?(?:support|back|party|assist|participa|help|contribut|chip|secondary|minor|join|pitch)|supporting roles? only|second fiddle"
)
LEAD = re.compile(
    r"领(?:了|着|过)?(?:哪些|几个|多少|什么|啥)头|揽(?:了|下)?(?:哪些|几个|多少|什么)?头|打主力|负主责|领军|掌舵|操盘|主管(?!部门)|当(?:大哥|老大|领头)|总揽|抓总|主事|领着|挂头牌|头牌|唱主角|主角|拿主意|打头阵|一把手工程|当家|做主|当班长|牵(?:个|的|着|了)?头|主抓|带头|挑头|领头|打头(?!阵地)|主责(?!主业)|扛头|扛(?:大)?旗|挂帅|挂头|领衔|主办|主导|牵总|总牵|总负责|负总责|第一责任|责任主体|挑大梁|当头|为首|说了算|拍板|"
    r"\bleads?\b|\bleading\b|\bled\b|\bleader(?:ship)?\b|\bhead(?:s|ed|ing)?\b|in charge|takes? charge|\bown(?:s|ed|er|ership)\b|spearhead|run by|\bfront(?:s|ed)\b|\bchair(?:s|ed)?\b|\bsteer(?:s|ed|ing)?\b|driv(?:ing|er'?s?) seat|\bdrives?\b|main(?:ly)? responsib|primar(?:y|ily) responsib|principal|at the helm|captain|takes? point|calls? the shots|fall(?:s)? to .{1,40} to lead"
)
# Weak: between two bodies, or of one of a list's rows, they ask for any role.
TAKES_PART = re.compile(r"参与|参加|一起干|有份|takes? part|taking part|participat|involv|join|contribut")
PARTY = re.compile(
    r"列席|会办|协力|配属|次责|副手|助攻|帮腔|打杂|配合方|参与方|协作|side role|in a supporting|as (?:a )?support|pitch in|secondary|配角|跑龙套|打杂|垫背|出力|搭台|敲边鼓|配[合和]|协办|协助|协同|协管|参与|参加|打下手|打配合|搭把手|帮(?:忙|手|着|别|衬)|搭手|辅助|从旁|作为(?:责任|配合|参与|协办|成员)单位|当(?:责任|配合|参与|协办)单位|责任单位|跑腿|陪跑|"
    r"support|assist|\bhelp(?:s|ing|ed)?\b|participat|tak(?:e|es|ing) part|\bjoin(?:s|ed|ing)?\b|second(?:ary|ing)|cooperat|collaborat|contribut|chip(?:s|ping)? in|pitch(?:es|ing)? in|back(?:s|ed|ing)? (?:it |them )?up|back-?up|lend(?:s|ing)? a hand|minor role|as (?:a )?party|auxiliary|ancillary"
)
WHOLE = re.compile(r"都|共同|一起|同时|均|有份|一道|联合|双双|both|together|jointly|each of")
EACH = re.compile(r"各自|分别|各(?!行各业|级|类|项|单位|部门|个?附件)|respectively|\beach\b")
FORCE = re.compile(r"专班|召集人|task ?force|working group|convener|convenor")
OR = re.compile(r"\s*(?:或者?是?|或|/|or)\s*(?:the|county|县)?\s*")
EITHER = re.compile(
    r"谁.{0,8}多[?？]?$|只有.{2,14}(?:一家|一个单位|单独|自己)(?:来)?(?:负责|承担|做|管)|比.{2,14}(?:多|少)|谁.{0,6}(?:更|多[吗些一]|的多)|(?:牵头|负责|管|抓|局|委|办|委员会|部门|中心)[,，]?(?:还是|抑或)|归不归|是不是|是否|算不算|管不管|\bor\b.{0,30}\?$"
)
BODIES = re.compile(
    r"有谁|谁(?:都|在)?(?:参加|参与|有份)|(?:单位|部门)(?:一共|总共|都|共)?(?:有|是)?(?:哪些|哪几|多少)|(?:责任|牵头|配合|参与|涉及|协办|主责)(?:的)?(?:单位|部门)(?=\s|$|[,，:：。]|逐|一览|清单|名单|汇总|明细|分别|各是|都是|全列|有)|各单位|每[条项个](?:都)?(?:是)?(?:由|归)?(?:谁|哪)|(?:都)?有哪些(?:部门|单位|局)|(?:还有|都)?(?:是|有)?谁(?:的|们|家)?[,，?？。]?$|(?:括|写|列|落|点|盯)的?(?:都|了|着)?是?(?:谁|哪)|落(?:在|到)?谁头上|哪家|哪几家|(?:落|压|摊|派|交|分|归|算)(?:在|给|到|到了|给了)?(?:谁|哪(?:个|家|些)?(?:单位|部门|局|家)|什么单位)|(?:哪|几|多少|什么|啥|所有|全部|有关|相关|涉及的?|牵涉的?|各)(?:些|几个?|个|家)?(?:的)?(?:县直)?(?:责任|牵头)?(?:单位|部门|局(?!面)|委办|机构)|(?:单位|部门)(?:都)?(?:有|是)?(?:哪些|哪几|名单)|哪几家|which (?:\w+ ){0,3}(?:bureaus|bureau|departments|department|bodies|agencies|units|offices)|what (?:bureaus|departments|bodies|agencies|units)|how many (?:bureaus|departments|bodies|agencies|units)|who(?:'s| is) involved|(?:list|name) (?:all )?(?:the )?(?:bureaus|departments|bodies|agencies)"
)
INVOLVES = re.compile(
    r"压|落|摊|派|交给|分给|归|管|担|涉及|牵涉|牵扯|点到|点了|点名|包括|有份|参与|配合|承担|负责|牵头|有关|相关|\binvolv|named|lead|responsib|take part"
)
MOST = re.compile(
    r"居首|首位|榜首|头一[家个]|打头的是谁|largest number|biggest|最多|最重|最忙|第一|头名|排名|排行|前[三五十\d]|\bmost\b|busiest|heaviest|\btop\b|\brank"
)
LEAST = re.compile(r"最少|最轻|最闲|倒数|垫底|\bfewest\b|\bleast\b")
WHICH_BODY = re.compile(
    r"最[多少重忙](?:的)?(?:是)?(?:哪|谁|单位|部门|局)|居首|排(?:在)?(?:第一|最?前|首位?|头)|谁(?:家)?最|(?:第一|头)名|(?:排名|排行|排)(?:前|第)?.{0,3}的?(?:单位|部门|局)|哪(?:个|家|一家)?(?:单位|部门|局|委办局)|(?:单位|部门|局)(?:是|里|中)?(?:哪|谁)|什么(?:单位|部门|局)|谁(?:家)?的?(?:任务|活|牵头)|各(?:单位|部门|局)|(?:单位|部门|局)(?:的)?(?:排名|排行|排一)|谁最|which (?:\w+ ){0,2}(?:bureau|department|body|agency|office|unit)|who (?:leads|has|is)|what (?:bureau|department)|(?:bureaus|departments|bodies) (?:by|rank)|rank"
)
WHICH_TASK = re.compile(
    r"哪(?:一)?(?:项|条|个)(?:任务|工作|条款|事)?(?!附件|单位|部门|局)|which (?:single )?(?:task|item|clause)"
)
WHICH_PART = re.compile(
    r"哪(?:一)?份(?:实施)?方案|哪个方案|哪(?:个|一个|份)?(?:附件|攻坚|方案)|各(?:个)?附件|每个附件|附件(?:各|分别)|which (?:one )?(?:of the )?(?:\w+ )?(?:attachment|annex|campaign)|(?:each|every|per) (?:attachment|annex|campaign)|by attachment"
)
EACH_PART = re.compile(
    r"各(?:个)?附件|每个附件|附件(?:各|分别)|(?:each|every|per) (?:attachment|annex|campaign)|by attachment"
)
TOTAL = re.compile(
    r"任务(?:总)?(?:条|个|项)?数|总(?:条|项)数|(?:一共|总共|合计|全部|整个|全文|整份|通篇|共|拢共|统共|加起来|总计|到底).{0,12}(?:多少|几)(?:个|项|条|件)|(?:多少|几)(?:个|项|条|件).{0,4}(?:任务|工作|条目|事).{0,4}(?:$|[?？])|(?:任务|事项|条目)(?:总数|总量|数量|数)(?:是|有|多少|[?？]|$)|how many (?:\w+ ){0,2}(?:tasks|items|duties)|total number of (?:tasks|items)|number of (?:tasks|items)"
)
COMPRISES = r"(?!.{0,8}专班).{0,8}(?:有哪些|哪几|哪[一二三四五六七八九十]|是哪|分别|都是|都叫|包括|几个|指什么|指的是|是什么|有啥|名称|名字|清单|叫什么)"
ATTACHMENTS = re.compile(
    r"(?:哪些|哪几个|几个|哪七个|多少个|列出|分别是|都有|有啥|带).{0,6}(?:附件|攻坚(?!任务|目标|重点|战))|(?:附件(?![0-9一二三四五六七八九十])|七大攻坚|七个攻坚|7大攻坚|七项攻坚)(?!.{0,8}专班).{0,8}(?:有哪些|哪几|哪七|是哪|分别|都是|都叫|包括|几个|指什么|指的是|是什么|有啥|名称|名字|清单|叫什么)|(?:list|name|show)(?: me)?(?: all)?(?: of)?(?: the)?(?: seven| 7)? (?:attachments|annexes|campaigns)|(?:what are|which are) .{0,20}(?:seven|7) (?:attachments|annexes|campaigns|battles|drives)|what attachments|which attachments|how many attachments"
)
# A figure is looked for wherever it stands.
REPEATED = re.compile(
    r"出处|命中|重复|(?:几|多少|哪几?|所有|全部|各)(?:个)?(?:处|地方|遍|回|位置)|哪(?:几|些)(?:条|地方|位置)|什么位置|都写在"
)
# A part by its number or by what parts are called.
PART = re.compile(r"附件|方案|攻坚|第[一二三四五六七八九十\d]+|\d/\d|annex|attachment|plan|part \w+|section \w+")
FIGURES = re.compile(
    r"百分之(?:几|多少)|多少个?(?:钱|亿|万|亩|元|百分点)|(?:亩|吨|家|户|元|钱|人|名|场|工时)数|亿元|万元|(?:为|做|作)(?:计量)?单位|(?:用|按|以|拿)[“\"]?[亩吨元家个名项场%][”\"]?(?:来)?计|考核指标|有数的|带数字|钱数|指标|目标(?!任务)|多少(?:家|元|亩|吨|个|名|场)|增幅|增长率|占比|比例|比重|标准|额度|计量|单位(?:是|为)|数字|数值|数据(?!局|中心|要素|资源|共享|流|平台|产业|安全|治理|归集|壁垒)|量化|百分比|百分数|百分点|%的|带%|增速|金额|数额|数量|\bfigures?\b|\btargets?\b|\bnumbers?\b|percent|\bquantit|\bamounts?\b|\bmetrics?\b|\bkpis?\b|\bindicators?\b|measured? .{0,20}\bin\b|\bgrowth\b|\bshares?\b"
)
# A noun that can only be of figures, whatever bodies are named beside it.
OF_FIGURES = re.compile(
    r"指标|量化|百分比|百分数|数字|数值|带%|钱数|\bfigures?\b|\btargets?\b|percent|quantif|\bmetrics?\b|\bkpis?\b|\bindicators?\b"
)
# How a unit is asked for in a list of figures → a key of rag.question.UNITS, or the unit as printed.
FIGURE_UNITS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"百分|%|percent|个点"), "percent"),
    (re.compile(r"亿元|hundred million"), "亿元"),
    (re.compile(r"钱|元|金额|资金|款项|money|yuan|rmb|\bsums?\b|monetary|financial amount"), "money"),
    (re.compile(r"亩|面积|公顷|\bmu\b|hectare|acreage"), "area"),
    (re.compile(r"吨|担|重量|产量|tonn"), "weight"),
    (re.compile(r"千伏|kv|kilovolt"), "千伏"),
    (re.compile(r"小时|时长|hour"), "time"),
    (re.compile(r"(?:以|按|用|带|单位[是为]?|论|数)[“\"]?家[”\"]?|多少家|几家|家数|(?:number|numbers|count) of (?:firms|companies|enterprises)"), "家"),
    (re.compile(r"(?:以|按|用|带|单位[是为]?|论|数)[“\"]?个[”\"]?(?!百分|月)"), "个"),
    (re.compile(r"(?:以|按|用|带|单位[是为]?|论|数)[“\"]?名[”\"]?|多少名|几名|人数|多少人|number of people"), "名"),
    (re.compile(r"(?:以|按|用|带|单位[是为]?|论|数)[“\"]?项[”\"]?"), "项"),
    (re.compile(r"(?:以|按|用|带|单位[是为]?|论|数)[“\"]?场[”\"]?|多少场"), "场"),
)  # fmt: skip
VALUE = re.compile(r"(?<![\d./-])(\d+(?:\.\d+)?\s*(?:%|[万亿]?元|万?亩|万?吨|家|个|项|名|场))")
MENTION = re.compile(
    r"(?:提到|提及|提过|写到|写有|写了|写着|出现|说到|说了|讲到|讲了|谈到|涉及|点到|含有|带有|用到|出现|牵涉|关系到)[过了到着]?(?:关于)?[“\"]?(?P<a>[^”\"?？,，。]{2,20}?)[”\"]?(?:这(?:个|几)?(?:词|字|说法|提法|字眼)|二字|两个?字|三个?字|字样|一词|的|$|[?？,，。])"
    r"|[“\"](?P<b>[^”\"]{2,20})[”\"].{0,10}(?:出现|提到|写到|说到|讲到|在哪|哪几|哪些|几处)"
    r"|(?:跟|和|与|关于|有关|针对|围绕|凡讲|凡是讲)[“\"]?(?P<c>[^”\"?？,，。]{2,16}?)[”\"]?(?:有关|相关|沾边|挂钩|搭边|的)"
    r"|[“\"]?(?P<d>[^”\"?？,，。的]{2,16}?)[”\"]?(?:这(?:个)?(?:词|说法|提法))?(?:在)?.{0,4}(?:哪几?(?:个)?(?:条|处|地方)|哪里|哪些(?:条|地方))(?:里)?(?:出现|提到|写到|说到)"
    r"|(?:mention(?:s|ed|ing)?|bring(?:s|ing)? up|brought up|rais(?:e|es|ing)|discuss(?:es|ed|ing)?|cit(?:e|es|ing)|talk(?:s|ing)? about|refer(?:s|ring)? to|speak(?:s|ing)? of|contain(?:s|ing)?|deal(?:s|ing)? with|about|concern(?:s|ing)?|cover(?:s|ing)?|relat(?:ed|ing) to|touch(?:es|ing)? on) (?:the (?:word|term|phrase) )?[“\"']?(?P<e>[^”\"'?？,]{3,60}?)[”\"']?(?:$|[?？,.])"
    r"|^(?P<g>[\u3400-\u9fff]{2,10}?)(?:说了|讲了|提了|提到).{0,8}(?:写在|出现在|落在|在)哪(?:几|些)?(?:个)?(?:地方|条|处|里)"
    r"|where (?:is|are|does|do) [“\"']?(?P<f>[^”\"'?？]{3,60}?)[”\"']? (?:mentioned|appear|occur|come up|discussed)"
)
# Where a quoted word stands: "“修缮”写在哪里".
PLACES = re.compile(
    r"条目|任务|哪(?:几|些)?(?:个)?(?:条|处|款|地方|里|段|儿|条款|任务|条目|章节|项(?!是))|几处|条款|条文|段落|出现|(?:所有|全部|凡)|地方|\bwhere\b|(?:which|what|every|all|list|any|each)\W+(?:\w+\W+){0,3}(?:clauses?|tasks?|items?|places?|passages?|sections?|paragraphs?|parts?)|\bclauses\b|\bpassages\b|mention"
)
# "写到“X”的": a term that rows have to hold, as follow-ups put it.
HOLDING = re.compile("写[到有]“([^”]{2,30})”")
# What is meant, or one of several things in the clause: no list of clauses.
ONE_THING = re.compile(
    r"^(?:is|does|do|are|did)\b|is that|是不是|能不能|有没有(?!份)|指的?(?:是|哪|什么)|什么意思|意思|怎么|如何|哪[两二三四五六]|哪(?:一)?(?:个|样|种|级|栋|份|方面)|谁|是什么|为什么|what does|what is|how |which (?:two|three)"
)
CLAUSES = re.compile(
    r"哪儿|哪|款|条文|条款|条目|地方|处|条|任务|事项|项|工作|内容|段落|章节|位置|哪里|\b(?:clauses?|tasks?|items?|places?|where|sections?|parts?|passages?|paragraphs?|provisions?)\b"
)
# How many tasks, not how much of something.
COUNT = re.compile(
    r"几(?:副|摊|档|宗)|总条数|(?:任务|条|项|条目)总?数|数量|(?:多少|几|哪几)(?:大)?(?:个|项|条|件|样|宗|桩|处|回|次|行|份|点)?(?:任务|工作|活|事|牵头|责任|条目|差事|条款|参与|配合|负责)|(?:多少|几|哪几)(?:个|项|条|件|样|宗|桩|处|回|次|行|份|点)(?=[,，。?？!\s的是有在呢吗]|$|一|列|都)|how many|number of|count"
)
# A noun or a duty that a list is of.
SOME_TASKS = re.compile(
    r"任务|事项|实事|工作|活|条目|条款|差事|(?:哪|几|多少|那)[些几]?(?:个|项|条|件|样|桩)|牵头|主抓|负责|配合|参与|tasks?|items?|lead|support|duties|clauses|responsib"
)
OF_TASKS = re.compile(r"总条数|牵头项|配合项|实事|任务|事项|(?:几|哪些|多少)项|工作|task|item")
EXPORT = re.compile(
    r"汇出|导出|下载|另存|生成(?:一?[个份张])?(?:表|excel|word|文件|文档)|(?:做|弄|搞|转|整理|存|列|汇)(?:成|为|到|一?[份张个])(?:一?[份张个])?(?:任务分解)?(?:表格?|excel|word|csv|文档|文件|台账)|(?:excel|word|csv|xlsx|docx)(?:表格?|版|格式|文件|文档)?|电子表格?|任务分解表|打印(?:出来|版)?|发(?:我|给我)(?:一?[份个])?(?:表格?|文件)|\bexport|\bdownload|\bspreadsheet|as (?:a )?(?:table|file)"
)
COMPARE = re.compile(
    r"多出|少写|细在|差在|差别|各是怎么写|分别怎么写|各怎么写|怎么写的|对一?下|对对|核对|对账|比一?下|比一比|对不对|一致|一样|对得上|对不上|对得拢|吻合|相符|矛盾|出入|打架|冲突|差异|差别|区别|不同|统一|相同|对比|比对|对照|比较|两样|两个数|哪个准|以哪个为准|变了|改了|consisten|\bmatch|differ|discrepan|conflict|contradict|\bagree|\bsame\b|compar|at odds|versus|\bvs\b|line up"
)
DIFFERS = re.compile(
    r"一致|一样|对得上|对不上|吻合|相符|矛盾|出入|打架|冲突|差异|差别|区别|不同|对一?下|核对|对账|比对|对比|对照|consisten|\bmatch|differ|discrepan|conflict|contradict|\bagree|\bsame\b|compar|at odds|line up"
)
OVERALL = re.compile(r"主文件|总体方案|总方案|总的方案|主方案|正文|overall|main plan|master plan|general plan")
ATTACHED = re.compile(r"附件|分方案|子方案|各方案|实施方案|annex|attachment")
# "前后数字有没有打架": the notice against itself, without a word of its parts.
ITSELF = re.compile(
    r"自己跟自己|前后|上下文|各处|自相|同一个?(?:指标|目标|数)|两处|internal|itself|with each other|throughout"
)
LEVELS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"大?部分|大块|章(?!程)|大项|chapter|\bparts?\b"), "chapter"),
    (re.compile(r"几?节|方面|大类|板块|类(?:任务)?|小标题|领域|section"), "section"),
    (re.compile(r"任务|项|条|工作|事|task|item"), "task"),
)
# How many parts of a level: "分几个方面", "由哪几节组成".
LEVEL_COUNT = re.compile(
    r"类名|小标题|逐条标题|(?:几|多少|哪几|哪些|哪[一二三四五六七八九十\d]+)(?:个|大|小)?(?:方面|节|章|大?部分|块|大?类|板块|条|项|点|小节|工程|行动)|how many (?:parts|sections|chapters|items)|(?:which|what)(?: are)?(?: the)?(?: \w+)? (?:sections|parts|chapters|items)"
)
COUNTED = re.compile(
    r"(?:几|哪几|哪些|多少|哪[一二三四五六七八九十\d]+)(?:个|大)?[\u3400-\u9fff]{1,3}|(?:which|what|how many|list)(?: are| is)?(?: the| all)?(?: \w+){1,2}"
)
HOLDS = re.compile(
    r"(?:下面|底下|里面?|下|中|包含|包括|有|分|含|设|共|总共|一共|拢共|由).{0,8}(?:哪几|哪些|哪[一二三四五六七八九十\d]|几|多少|什么|啥)|(?:哪几|哪些|哪[一二三四五六七八九十]+|几|多少)(?:个|项|条|节|类|件|大|方面|部分)|列|名称|清单|what|which|list|how many|hold|contain|under|consist|made up"
)
# What stands around a list's bodies, roles and parts and names no matter.
FILLER = re.compile(
    r"[这那]一(?=[^\u3400-\u9fff]|$|[个项条块部节章类方])|按照?(?:各自)?(?:职能|职责)(?:分工)?(?:负责)?|(?:要|需要?|得|须|必须|应当?)(?:完成|落实|执行|办理|推进|实施|承办)|下面|底下|下头|打算|怎么[干做搞办]|准备|实际上?|号称|所谓|包括|包含|下设|分成|分为|列为|组成|列入|列名|挂名|写入|名下|全文|逐[条项一个]|逐一|全列|一并|并列|排名|居首|条数|核对|校验|统计(?=[:：])|抽查|对照|对账|条款号|地址|标题|数量|项目录|独家|单独|联合|别漏|给全|找齐|打包|目录|命中|出处|位置|检索|正文|或者|[一二三四五六七八九十]+(?=小?块)|第[一二三四五六七八九十]+大?(?:块|节|部分)|计划|规划|文本|稿子|这一?[页份个项块栏]|一页|请|出现过?|出场|名字|掺和|点到|分开|放一起|翻出来|段落|字样|分管|几回|被拉进去|被|[一二三四五六七八九十]+(?=个|类|项|条|节|大?部分|方面|大类|大块)|地方|之处|安排|部署|规定|提出|写[着了到]?|讲[着了到]?|请问|麻烦|帮(?:我|忙)?|给(?:我|一下)?|替我|跟我|咱们?|我们?|俺们?|本(?:局|单位|部门)|单位|部门|这(?:次|回|里|边|份|个|项|条|些|块)|那(?:边|个|些|块)|新田县?|县里|全县|文件|公告|通知|方案|七大攻坚|攻坚|当中|里头|里面|"
    r"哪一?[些几个样项条件]|什么|多少|几[样项条个件宗桩]|所有|全部|一切|凡是?|任务(?:分解表|清单|数)?|工作|事项|事情|事儿?|活儿?|条目|条款|职责|责任|分工|清单|单子|名单|一览表?|台账|表格?|目录|汇总|梳理|"
    r"牵头|主抓|带头|挑头|领头|负责|配合|协办|协助|参与|参加|承担|承接|涉及|有份|有关|相关|具体|详细|分别|各自|共同|一起|同时|并且|而且|但是|需要|应该|当作|作为|没有|为主|"
    r"列[出一个举全]|拉[个一张份]|看看|看一?下|查[一下]|说说|找出?来|挑出?来?|统计|一[下共个项条份遍]|总共|拢共|合计|到底|究竟|从头到尾|身上|头上|名下|肩上|手上|份内|自己|今年|年内|全年|目前|现在|名称|名字|叫法|方面|部分|板块|大类|大块|小标题|小节|以及|摊[到上派]|领[了到]|认领|点名|出来|完整|原文|导出|下载|"
    r"\b(?:without|being|rather|also|some|most|other|else|while|when|about|over|well|such|same|like|really|actually|want|know|find|look|thing|things|stuff|still|again|even|ever|here|through|between|within|among|during|before|after|either|neither|because|although|though|however|hello|thanks|kindly|quick|quickly|precisely|anywhere|nobody|someone|anyone|everyone|driving|seat|hook|merely|simply|first|last|along|alongside|besides|cover|covers|down|hand|list|every(?:thing)?|all|the|tasks?|items?|led|leads?|leading|by|which|what|does|do|is|are|was|has|have|had|responsible|for|under|show|give|me|tell|assigned|to|of|county|xintian|bureau|in|charge|with|it|its|they|their|and|both|jointly|together|that|this|notice|plan|document|on|as|a|an|from|named?|please|can|you|i|we|our|take|takes|part|involved?|involve|involves|where|there|any|many|how|number|total|role|roles|supports?|supporting|helps?|only|just|duties|duty|work|works|clauses?|been|be|did|got|get|file|excel|word|csv|export|download|spreadsheet|table|sections?|parts?|chapters?|attachments?|annex|annexes|exactly|something|anything|across|each|must|will|would|should|could|them|those|these|into|than|more|whose|who|one|two|three|four|five|six|seven|eight|make|made|go|goes|entire|whole|full|complete|bodies|body|expected|plate|charged|need|needs|member|stated|set|sets|asked|currently|year)\b"
)
# Characters of listing that words of the notice may hold inside (进出口, 上市): taken off the ends of a run only.
FILLER_ENDS = "里中在的了吗呢啊呀吧嘛哦哟么把被由为当算有没不都也还又却要得该是数报捋和与跟及摊干做管担搞办弄出下上来去些个项条件样点全共节章各并领认几哪列查说给对应并再请"
