"""The words of a question → the kinds of thing that it asks for."""

from __future__ import annotations

import re
from enum import StrEnum


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


def wanted(folded: str) -> tuple[Want, ...]:
    """What a folded question (corpus.text.fold) asks for, in the order of Want's table here.

    >>> wanted("农村低保最低多少钱")
    (<Want.AMOUNT: 'amount'>,)
    """
    found = [want for want, pattern in _WANTS if pattern.search(folded)]
    for want, pattern in ((Want.LEAD, _LEAD_WORDS), (Want.PARTIES, _PARTY_WORDS)):
        if want not in found and pattern.search(folded):
            found.append(want)
    found.sort(key=_ORDER.index)
    if Want.AMOUNT in found and (Want.LEAD in found or Want.PARTIES in found) and not _HOW_MUCH.search(folded):
        found.remove(Want.AMOUNT)  # "收入增速跑赢全省,责任单位": the growth is the matter, the body is what is asked
    return tuple(found) or (Want.TEXT,)


_BODY = r"(?:(?:哪(?:一?个|家|些|两个|几个)?|什么|啥)(?:主管)?(?:部门|单位|局|衙门|科室|机构))"
# 那 for 哪 is the commonest slip of typing; with a duty behind the body nothing else can be meant.
_SLIP = r"那(?:一?个|家|些)(?:部门|单位|局)"
_WHO = r"(?:谁|哪个|哪家|哪位)"
_WHOM = rf"(?:谁|哪|{_BODY}|{_SLIP})"
_BODIES = r"(?:部门|单位|局|委|办|中心|公司|法院|大队|协会|联合会)"
# "归谁出": who pays is a rule that the text states, no body in charge.
_PAYS = r"(?:来?(?:出(?!面|台|具)|付|掏|交|买单|承担(?:费|成本)))"
_INDUSTRIES = r"(?: (?:and|or) \w+)? (?:industr|enterprise|compan|firm|product|business|sector|role|brand)"
# A bare 几 asks; 哪几个 asks for things by name, and 好几个, 这几年, 前几名 ask nothing.
_SOME = r"(?<![哪那第好这前近过十])几"

# -- bodies: the words for being in charge and for taking part, and the orders in which they are put

_LEADING = (
    r"(?:牵(?:个|的|下|一下)?头|领(?:个)?头|带(?:个)?头|挑(?:个)?头|扛(?:个)?头|打头(?!阵)|做头|当头|领衔|牵总|抓总|总(?:揽|负责|牵头)|领军|担纲|主(?:抓|办|管(?!道|网)|责(?!主业)|理|持|控|导)|统(?:筹|揽|管|抓|起来|$|[?？呢啊])"
    r"|负(?:主要)?责|负总责|管(?!道|网|廊|线|理费)|抓(?!手|拍|住机)|扛|挑(?:大梁|担子|起)|操(?:办|持|盘|心)|承(?:办|担(?!费))|经办|出(?:面|头|马)|拍板|兜(?:底|着|住)?(?!售)|包(?!括|含|装)|揽|坐镇|张罗|把关|做主|作主|当家|担(?:责|主责)|挂帅|挂头牌|接(?:手|盘|这)|跟进|落实|组织实施|归口|主责|过问|操刀|撑头|筹办|筹划)"
)
_TAKING_PART = r"(?:配合|参与|协(?:办|同|助|作|管)|参加|打(?:下手|配合|帮手|辅助)|搭(?:把|个|一把)?手|搭伙|帮(?:忙|衬|手|着|一把|工|办)|陪跑|跟着(?:干|上|做|办|跑)?|出(?:把|份|一把)?力|辅助|联手|(?:一起|一同|一块儿?|共同)(?:上|干|抓|办|弄|搞|做|管)?|合力|沾边|会同|联合|有份|分担|列名|当配角|唱配角|敲边鼓|助攻|支援|配套)"
_ONE_BODY = r"(?:谁(?!家)|何(?:单位|部门)|[哪那](?:一|两|二|三|几|些)?(?:个|家|方|位)?(?:主管)?(?:部门|单位|局|委办?局?|衙门|机构|科室|大队)|哪(?:一|两|二|三|几)?(?:个|家|方|位)|(?:什么|啥|么子)(?:部门|单位|局|衙门|机构))"
_ASIDE = r"(?:来|去|给|在|要|得|该|应该|是|就|会|能|可以|先|最|主要|具体|真正|到底|又|都|也|总|总体|一起|共同|的)*"
_ROLE = r"(?:者|方|人|单位|部门|局|委办|机构|主体|责任)"
_LEAD_WORDS = re.compile(
    rf"{_ONE_BODY}{_ASIDE}{_LEADING}|{_LEADING}(?:的|这(?:事|项)|工作)*{_ROLE}?的?(?:都|应该|又|分别|具体|到底|各)*(?:是|为|归|系|落在|落到|在|由|:|：|[,，])*(?:{_ONE_BODY}(?!些?(?:企业|工作|任务|项目|事|方面|内容|措施|情况))|[两二三]家)"
    rf"|(?:主抓|主办|主责|牵头|领衔|领头|带头|挑头|归口|统筹|承办|经办|主管|负责)(?:的)?(?:{_ROLE}|[两二三几]家|那家)|(?:^|[,，、:：。;； ])(?:(?:请|求|问)?(?:主办|牵头|统筹|主抓|领衔|归口|主责|承办|负责|挑头))(?:{_ROLE}|的)?(?:呢|[?？。])*$"
    rf"|责任(?:落|压|算|归|摊|扣|落实|划)(?:在|到|给)?(?:了)?{_ONE_BODY}|{_ONE_BODY}{_ASIDE}(?:是头|为主|打主力|担子|的锅|背锅|的账|名下|头上|手上|手里|的差事|的差使|的份内)|(?:落|压|算|归|摊|扣|放|划|挂|交|派|分)(?:在|到|给|于)(?:了)?{_ONE_BODY}(?:头上|名下|手上|手里|身上|来?管)?(?=的?(?:呢|吗|呀|啊|[,，?？。]|$))"
    r"|(?:是|为|系)(?:哪|那)(?:一|两|二|三|几)?家(?:单位|部门|局)?(?:的|呢|吗|啊|呀|[?？。,，])*$|(?:哪|那)(?:一|两|二|三|几)家(?:单位|部门|局)?(?:呢|啊|[?？。])*$|(?:头|老大|主角|主心骨|挑担子的|掌舵的|带队的|当家的|打头的)(?:是|为)(?:谁|哪)|(?:谁|哪个?|哪家)(?:单位|部门|局)?(?:是|当)(?:头|老大|主角|主力)"
    r"|\b(?:run(?:s|ning)? point|point (?:agency|bureau|person|body)|takes? (?:the lead|charge|point|ownership)|calls? the shots|spearhead\w*|accountable|answerable|on the hook|owner of|lead (?:agency|bureau|body|unit|department)|(?:steer|head|chair|driv|front|captain|quarterback|coordinat|administer|own|organi[sz])(?:s|es|ing) (?:this|that|the|it|up)|whose (?:\w+ )?(?:job|task|responsibility|remit|baby|call|desk|duty))\b"
    r"|\bwho(?:'s| is| are| will| should| has to| must)? (?:\w+ )?(?:owns?|owning|heads?|heading|leads?|leading|steers?|drives?|driving|fronts?|organi[sz]es?|coordinates?|implements?|carries|carrying|does|doing|answers? for|behind|to contact|do i (?:contact|call|ask|see|go to)|put in charge|taking care|takes care)\b"
)
_PARTY_WORDS = re.compile(
    rf"{_ONE_BODY}{_ASIDE}(?:在里[面头边]|从旁|给[\u3400-\u9fff]{{0,4}})?{_TAKING_PART}|{_TAKING_PART}(?:的|工作|这项)*{_ROLE}?的?(?:都|还|又|分别|具体|各)*(?:是|为|有|包括|由|:|：|[,，])*(?:{_ONE_BODY}|几家|多少家|[两二三四五六七八九]家|名单)|(?:^|[,，、:：。;； 和与及])(?:配合|协办|参与|协同|协助|责任)(?:{_ROLE}|方)(?:呢|[?？。])*$"
    rf"|除(?:了|去|开|却)?.{{1,14}}(?:还|另)(?:有|要|得|需).{{0,4}}(?:谁|哪)|(?:之外|以外|外)(?:的|还|另).{{0,6}}(?:谁|哪)|(?:还|另外|其余|其他|别的)(?:有)?(?:谁|哪|几家|单位|部门|局)|(?:少不了|离不开|涉及|牵涉|牵扯|关系到|包括|要|靠|需要|动用|拉上|惊动)(?:到|了)?(?:哪些|哪几|几个|几家|多少)(?:个|家)?(?:部门|单位|局)|(?:分别)?(?:摊|落|分|压)(?:到|在)(?:哪些|哪几)"
    r"|\b(?:back(?:s|ing)? (?:\w+ )?up|assist\w*|help(?:s|ing)? out|pitch(?:es)? in|chips? in|alongside|co-?responsible|joint(?:ly)? responsible|partner(?:s|ed|ing)?\b(?! count| econ)|who else|what other (?:bureaus|bodies|departments)|which (?:other|supporting)|others? involved|supporting (?:roles?|cast|bodies)|cooperat\w+ (?:bod|bureau|unit|depart)\w+)\b"
)

_HOW_MUCH = re.compile(rf"多少|好多|几多|{_SOME}|百分之|多大|多高|how (?:much|many|large|big|fast|high|long)|what ")
# "是哪几家", "分别叫什么": things are asked for by name.
BY_NAME = re.compile(
    r"哪[几两些]|名单|(?:都|分别|各)(?:叫|是)(?:什么|啥|哪)|\bwhich (?:two|three|four|five|ones?)\b|\bname (?:a few|the|all)\b"
)
# Whoever is responsible, as many as they are.
RESPONSIBLE = re.compile(r"谁来?负责|哪(?:些|几|两)|which (?:bureaus|departments|agencies|bodies|offices|units)")
# Words for who takes part beside the lead.
BESIDE_THE_LEAD = re.compile(
    rf"(?:{_ONE_BODY}|单位|部门|几家).{{0,4}}{_TAKING_PART}|(?:配合|参与|协办|协同|协助)(?:单位|部门)|还有(?:谁|哪)|\b(?:support|assist)|other (?:bod|bureau|depart)"
)
# Words for the one body that leads, as against those that are responsible.
SINGLED_OUT = re.compile(
    r"牵(?:个|的|下)?头|主抓|主办|主责|主导|主理|主持|挂帅|挑(?:个)?头|扛(?:个)?头|扛|[带领]个?头|打头|做头|是头|领[衔军]|牵总|抓总|总[揽牵负]|统(?:筹|揽|起来|$|[?？呢])|担纲|挑大梁|拍板|当家|操盘|(?:主心骨|老大|主角|主力)"
    r"|\blead|\bled\b|\b(?:heads?|chairs?|spearhead\w*|runs? point|in charge|calls? the shots|owns?)\b"
)

# Chinese patterns are matched on folded text (simplified, half-width, lower case).
_WANTS: tuple[tuple[Want, re.Pattern[str]], ...] = (
    (Want.PHONE, re.compile(r"电话(?:是|号|多少|好多|几|有|在|呢|[?？]|$)|(?:咨询|联系|投诉|举报|服务|办公)电话|(?:什么|啥|哪个)电话|热线|手机号|联系方式|咨询号码|打哪个号|打什么号|号码是|微信号|邮箱|传真|phone|telephone|hotline|call (?:for|about)|e-?mail")),
    (Want.OFFICE, re.compile(r"办公室.{0,8}(?:设|在|放|挂|哪)|(?:设|放|挂)在(?:哪|什么|何)|(?:task ?force|working group).{0,60}(?:\bsits?\b|located|housed|based)|office.{0,30}(?:locat|where|set up|based|house|sit)|where.{0,40}office|(?:house|host)s? the .{0,30}office")),
    (Want.CONVENER, re.compile(r"召集人|谁.{0,4}挂帅|convener|convenor|总牵头|(?:专班|task ?force).{0,10}(?:谁.{0,3}(?:负责|管|牵头)|head|chair|led)|who (?:chairs|heads|convenes)")),
    (Want.MEMBERS, re.compile(r"成员单位|(?:专班|task ?force).{0,10}(?:成员|有哪些单位|哪些部门|members)|members? of the")),
    (Want.LEAD, re.compile(
        rf"牵(?:个|的)?头|归口|挂帅|主责(?!主业)|扛头|责任主体|责任部门|主管(?:部门|单位|局)|{_WHO}.{{0,2}}(?:主导|拍板|操盘)|{_BODY}.{{0,6}}(?:负责|管|抓|主|领|办|挑|干|弄|搞|来|查|换|装|修|批|落实|出面|操盘|拍板)"
        rf"|{_WHO}来?(?:打击|建|修|改造|整治|推进|组织|承担|实施|搞|弄|干|办|处理|解决|查|监管|监督|执法|审批|出面|落实|承办|养护|维护|治理)(?!钱|费)|(?:{_WHO}|哪(?:里|儿)?)来?(?:主抓|负责|管(?!道|网)|主管|抓)|谁来?(?:领头|带头|挑头|主办)"
        rf"|归{_WHOM}(?!{_PAYS})|由{_WHOM}(?!来?(?:付|掏|买单|出钱))|{_SLIP}来?(?:负责|主?管|抓|换|查|修|装|办)|属于?(?:谁|{_BODY})|是谁|{_WHO}的(?:事|活|职责|责任)|是{_BODY}|责任单位是谁|[找问]{_WHOM}(?!题)|(?:到|去|上){_BODY}(?:去|来)?(?:问|咨询|打听|反映|了解)|主管的?是?(?:谁|哪)"
        rf"|\b(?:leads?|leading|led)\b(?! to\b|{_INDUSTRIES})|in charge|responsible|\bwho(?:'s| is)? (?:runs?|running|handl|manag|tak|looks? after|oversee|supervis|deals? with)|which (?:\w+ ){{0,2}}(?:bureau|department|(?<!travel )agenc|office|bod(?:y|ies)|authorit)")),
    (Want.PARTIES, re.compile(
        rf"责任单位|分工(?:负责)?|哪(?:些|几个|两个)(?:部门|单位|局)|(?:牵头|主责)(?:抑或|还是)(?:配合|协办|参与)|参不参(?:与|加)|还有(?:谁|哪)|点了谁|点名|也归|(?:部门|单位)有哪些|除.{{2,12}}外.{{0,4}}(?:谁|哪)|{_WHOM}.{{0,8}}(?:配合|参与|协办|协同|参加|协助)|{_BODIES}.{{0,6}}(?:配合|参与|协办|参加|有份)|(?:配合|参与|协办|协助|参加)的?(?:工作)?[,，]?(?:单位|部门|局|{_WHOM})"
        r"|(?:有(?:谁|哪.{0,6}))(?:配合|参与|参加)|有份[吗么?？]|\bparties\b|involved|participat|support(?:ing)? (?:bureaus|departments|units)|other (?:bureaus|departments|agencies)|(?:who|which (?:\w+ )?(?:bureaus?|departments?|agenc\w+|bod\w+|units?|offices?)) .{0,30}works? with")),
    (Want.AMOUNT, re.compile(rf"多少|好多(?:钱|元|块|亩|个|家)|几多|{_SOME}(?:十|百|千)?万|{_SOME}间|{_SOME}回|造价|报价|预算(?:是|多少|有)|{_SOME}岁|年龄|要(?:交|收|花|出)钱|安家费|{_SOME}(?:个(?!部门|单位|局)|家(?!单位)|项|条|成|万|千|百|亿|亩|元|块|倍|场|人|名|头|吨|担|小时|点|所|座|笔|张|天|次|处|户|台|%|百分点)|多大|多高|百分之|比例|占比|目标值|(?:总额|额度|总量|数额)(?:目标)?(?:是|为|有|[?？]|$)|增速|增幅|标准是|(?:什么|啥)标准|最低(?=(?:标准)?(?:是|为|要|[?？]|$))|不低于|多长时间|上限|下限|数额|金额|how (?:much|many|large|big|fast|high|long)|what (?:percentage|share|rate|proportion|number|growth|amount|level|minimum|standard|is the (?:\w+ ){{0,2}}(?:growth|amount|rate|minimum))|percent|growth (?:rate|target)|quota")),
    (Want.DEADLINE, re.compile(r"什么时候|何时|啥时候|几时|几月|几号|哪(?:一?天|一?年|个月)|(?<![隔每])多久|截止|期限|时限|什么时间|啥时间|\bwhen\b|deadline|by what date|how soon|start date|what date")),
    (Want.PERSON, re.compile(r"(?:局长|县长|书记|主任|院长|校长|镇长|负责人|联系人|经办人|专干|领导)(?:姓啥|叫|是|姓|的?名|贵姓|.{0,3}谁)|叫什么名字|(?:领导|召集人).{0,4}名字|姓啥|(?<![白黑信退出入])(?<!单位)名单(?:呢|有吗|有没有|是|在哪|有哪些|公布|列|[?？]?$)|施工(?:队|单位|方)|由?哪.{0,4}施工|中标|承建|承包商|开发商|老板(?:是|叫)|法人代表|签发|哪个明星|contractor|won the contract|姓甚|(?:name|who is) .{0,30}(?:director|mayor|head|secretary|magistrate|chief)|name of the (?:director|person|head)")),
    (Want.PLACE, re.compile(r"(?:具体)?地址(?:是|在)|门牌|几楼|哪栋|哪条(?:路|街)|怎么走|(?:设|建|放|选|落|开|搞|办|修|安)(?:址)?(?:在|到)(?:哪|什么(?=地方|位置|乡|镇|村|街|社区|小区|路|楼|区))|在(?:哪|什么)(?:里|儿|个)(?:地方|位置|乡镇|镇|村|街道|社区|小区|路)?|哪(?:个|些|几个)(?:乡镇|镇|村|街道|社区|小区|路段|地方|位置|景区|学校|医院)|选址|(?:street )?address of|what street|which floor|^where\b|\bwhere(?:'s| is| are| does| do| did| will| would| can| could| should| exactly| to)\b|which (?:town|village|township|street|school|hospital)")),
    (Want.PROCEDURE, re.compile(r"(?:怎么|怎样|咋|咋个|咋样|哪么|哪样|何解|么样)(?:去|来|个|才能|能)?(?:签|登记|申请|申报|办理|办(?=[\u3400-\u9fff])|领|报名|报|弄(?!$|[?？])|交|操作|兑|查|激活|绑定|注册|认证|开通|预约|提交|填|应聘|上传|下载|点(?!名|检)|转[回入出接过]|提取|退(?!出)|谈|入住)|如何(?:申请|申报|办理|领取|报名|登记|参加|激活|绑定|注册|认证|开通|预约|提交|填|应聘|提取|入住)|(?:要|需要?|用|得)(?:不要|不用|不)?(?:先|提前)?(?:预约|排队|登记|填表)(?:吗|么|不|$|[?？])|(?:提交|填报?|填写|递交|准备)(?:什么|哪[几些]|啥|么子)|(?:几|多少)个?工作日|(?:哪个|什么|几号)窗口|表格?.{0,3}(?:下载|哪里领|哪领)|找哪个(?:办|领|报|签)|(?:在|用)手机上?.{0,4}(?:怎么|哪么|咋)|应聘|投简历|去.{1,8}还是(?:去|到|上)?.{1,8}(?:办|签|领|看|报)|(?:签|办|领|报|交).{0,10}(?:去|到|在).{1,8}还是|(?:申请|办理|申报|报名)(?:流程|条件|手续|材料|程序|资料|方式|入口|表)|要(?:带|交|准备|提供)(?:什么|哪些|啥)|(?:什么|哪些|啥)(?:材料|证件|手续|条件|资料)|流程|符合什么条件|在哪(?:里|儿)?(?:申请|办理?|领|报名)|去哪(?:里|儿)?(?:登记|申请|办|领|报名|签)|在哪(?:里|儿)?签|几级(?:残疾)?才|how (?:do|can|should|to) (?:i|we|one|residents|a \w+)?\s*(?:apply|register|claim|sign up|get|obtain)|how to (?:apply|register|claim|enrol|activate|sign)|which (?:form|window|counter)|what form|need an appointment|where (?:do|can|should) (?:i|we) (?:apply|register|sign|enrol|submit|collect)|(?:steps|fill in|submit) (?:to|the|a|an|my)|(?:renew|extend|apply for) (?:my|a|the) |documents? (?:do|are|should|needed|required)|paperwork|eligib|application (?:form|procedure|process)")),
    (Want.PROGRESS, re.compile(r"(?:目前|现在).{0,12}(?:完成|认定|建成|落实|发|到位)了?(?:多少|几|好多|了没|了吗)|(?:到现在|截至|截止|至今|已经).{0,12}(?:多少|几|好多|完成|认定|发了|建成|落实|到位|了没|了吗)|完成(?:得|情况|了多少|进度|率是(?!要|不是))|进展(?:如何|怎|到|情况)|落实得|(?:has|have) .{0,40}\balready\b|\bso far\b|\bto date\b|progress (?:been|on|has)")),
    (Want.SHARE, re.compile(r"各(?:个)?(?:乡镇|镇|村|社区|街道|县区?)(?:里|中)?.{0,8}(?:多少|几|任务|指标|最|怎么分|如何分)|分(?:到|给|解到|配到|摊到)(?:各|每|哪(?!一?[个家些几]*(?:局|部门|单位|家|头))|多少)|每个?(?:乡镇|镇|村|社区|街道).{0,6}(?:多少|几)|哪个(?:乡镇|镇|村|县)(?:最|任务)|per (?:township|village)|each (?:township|village)")),
    (Want.PENALTY, re.compile(r"(?<!乱)罚(?:多少|款(?!收入|权)|几|不罚|金)|处罚|怎么罚|扣(?:多少|几)?分|\bfined\b|\bfines?\b(?!\W+(?:partic|dust|tun|wood|art))|penalt|punish")),
    (Want.REASON, re.compile(r"为什么|为啥|为何|什么原因|原因是|凭什么|依据是|图(?:个)?(?:啥|什么)|why ")),
)  # fmt: skip
_ORDER = [want for want, _ in _WANTS] + [want for want in Want if want not in dict(_WANTS)]
