"""The thing that a question asks for by its name and that a clause, in whose words alone it could stand, does not have."""

from __future__ import annotations

import re

# "年利率是多少", "税率分几档": what is priced or rated has its own name, and a clause that states it uses it.
_RATED = re.compile(
    "(?P<thing>[\u3400-\u9fff]{1,3}(?:率|费用?|价格?|工资|薪水|租金|利息|押金|奖金))(?:标准)?[\u3400-\u9fff]{0,6}?(?:多少|几|好多)"
)
# "有什么补贴", "要考什么驾驶证"
_KIND = re.compile("(?:什么|啥子?|哪些|哪种|何种)(?:样的|的)?(?P<thing>[\u3400-\u9fff]{2,5}?)(?=[?？吗呢啊呀,，。]|$)")
_ANY_KIND = re.compile(
    "^(?:时候|时间|人|地方|地点|关于|是|叫|条件|方式)|(?:要求|规定|内容|条件|材料|资料|部门|单位|机构|时候|时间|地方|地点|标准|办法|措施|意思|情况|问题|影响|作用|好处|方式|方法|事项|任务|工作|行为|情形|"
    "人员?|东西|目标|指标|原则|政策|原因|关系|支持|职责|责任|条款|文件|手续|程序|范围|说法|安排|特点|区别)$"
)


def lacking(folded: str, held: str) -> str:
    """The thing that a folded question asks for and that a folded text does not name; "" for none.

    >>> lacking("创业担保贷款的年利率是多少", "可申请最高不超过15万元的创业担保贷款"), lacking("能拿到什么信用等级", "最高信用等级")
    ('年利率', '')
    """
    for pattern in (_RATED, _KIND):
        said = pattern.search(folded)
        thing = said["thing"] if said else ""
        if thing and not _ANY_KIND.search(thing) and thing[-2:] not in held:
            return thing
    return ""
