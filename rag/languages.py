"""Languages that are neither Chinese nor English: told by script or by frequent words, and what is said to their speakers.

The notice is Chinese and English renderings lead to it; no other language does. A question in one is answered only where
its figures, its address or its Chinese characters are enough; else it is asked for again in Chinese or English, in a sentence
of its own language and in Chinese. Being told that its matter is not in the notice would be untrue.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import opencc

from corpus.text import simplified

_SCRIPTS = (
    ("ko", re.compile(r"[\uac00-\ud7af\u1100-\u11ff]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("other", re.compile(r"[\u0370-\u03ff\u0530-\u1cff\ua800-\ua8ff]")),  # Greek, Arabic, Thai and the like
    ("vi", re.compile(r"[\u1ea0-\u1ef9ăđơư]")),
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa]")
_WORD = re.compile(r"[^\W\d_]+")
_KANA_SHARE = 4  # characters beside one of kana, at most: 这の那 is Chinese
# Frequent words, without accents; those that English has too are left out.
_FREQUENT = {
    "fr": "le la les des du un une et est que qui qu quel quelle quels quelles quoi combien comment pourquoi ou quand dans "
    "par avec sans ce cette ces mon ma mes votre vos nous vous il elle ils sont etre doit doivent faut au aux cela pas "
    "ont peut peuvent sera seront annee mois entreprises sur de en prevoit annees",
    "es": "el la los las del un una que quien quienes cual cuales cuanto cuanta cuantos cuantas como para donde cuando con "
    "sin su sus se esta estan debe deben al es por de en lo hay sera seran ano mes puede pueden condado distrito empresas",
    "pt": "os um uma que quem qual quais quanto quanta quantos quantas como para onde quando na nos nas com sem seu sua se "
    "esta estao deve devem ao da dos das por de em sera serao ano mes pode podem condado distrito empresas foi ha",
    "it": "il lo la gli le di che chi quale quali quanto quanta quanti quante dove quando con senza sono nel nella della delle "
    "dei degli del un una deve devono per come cosa al anno mese puo contea imprese",
    "de": "der das den dem ein eine einen einem ist und wer wie wo wann warum welche welcher welches wieviel viele viel fur mit "
    "von zu im auf nicht sind wird werden soll sollen gibt es ich wir sie fur uber nach bei zum zur kreis jahr monat geld "
    "hat haben kann unternehmen",
    "id": "apa berapa siapa yang dan di untuk dengan ini itu bagaimana kapan mana dari pada ada tidak tahun akan",
    "nl": "het een hoe wat welke wie waar wanneer waarom hoeveel voor van zijn wordt worden moet moeten niet met door bij er",
    "tr": "ne kim nerede kac nasil neden hangi bir ve icin bu ile mi mu kadar var yok olacak",
    "pl": "co kto gdzie kiedy jak ile jaki jaka jest sa w na z do nie dla czy ktory ktora roku",
    "vi": "bao nhieu la gi ai nao khong cua cho trong nam huyen duoc co",
}  # fmt: skip
_WORDS = {language: frozenset(words.split()) for language, words in _FREQUENT.items()}
_ENOUGH, _SHARE = 2, 0.25  # frequent words that make a language: how many, and of all words
_LONG = 5  # letters of a word that counts twice
_ASK_AGAIN = {
    "fr": "Je ne lis que le chinois et l’anglais : pourriez-vous poser la question dans l’une de ces langues ?",
    "pt": "Só leio chinês e inglês: poderia fazer a pergunta numa dessas línguas?",
    "es": "Solo leo chino e inglés: ¿podría hacer la pregunta en uno de estos idiomas?",
    "it": "Leggo solo il cinese e l’inglese: può fare la domanda in una di queste lingue?",
    "de": "Ich lese nur Chinesisch und Englisch: Bitte stellen Sie die Frage in einer dieser Sprachen.",
    "ja": "中国語と英語しか読めません。どちらかの言語で質問してください。",
    "ko": "중국어와 영어만 읽을 수 있습니다. 둘 중 한 언어로 질문해 주세요.",
    "ru": "Я читаю только по-китайски и по-английски. Пожалуйста, задайте вопрос на одном из этих языков.",
    "vi": "Tôi chỉ đọc được tiếng Trung và tiếng Anh. Xin hãy đặt câu hỏi bằng một trong hai thứ tiếng này.",
}
_ASK_AGAIN_ENGLISH = "Only Chinese and English are read here. Please ask your question in one of them."
_ASK_AGAIN_CHINESE = "这里只读得懂中文和英文，请用其中一种语言提问。"
# What Japanese asks with, as Chinese does; kana that are left say how words are joined, which Chinese does without.
_JAPANESE = (
    (re.compile("前年(?:度)?(?:より|比|に比べて?)"), "比上年"),
    (re.compile("(?:どの?くらい|どれ(?:くらい|ほど|だけ)|何[%％]|何パーセント)(?:増やす|増える|増加|伸ばす|伸びる|成長|増)"), "增长多少"),
    (re.compile("増やす|増える|伸ばす|伸びる"), "增长"),
    (re.compile("減らす|減る"), "减少"),
    (re.compile("(?:いくら|おいくら)"), "多少钱"),
    (re.compile("どの?くらい|どれ(?:くらい|ほど|だけ)|どの程度"), "多少"),
    (re.compile("何(?=[%％])|何パーセント"), "百分之几"),
    (re.compile("何(?=[年月日時件人社戸校か箇項個万億頭])"), "几"),
    (re.compile("いくつ"), "多少个"),
    (re.compile("どこの(?:部署|部門|機関|局|役所)|どの(?:部署|部門|機関|局|役所)|担当(?:部署|部門|機関|局)?は(?:どこ|誰|だれ)"), "哪个单位牵头"),
    (re.compile("誰|だれ"), "谁"),
    (re.compile("どこ|どちら"), "哪里"),
    (re.compile("いつ"), "什么时候"),
    (re.compile("なぜ|どうして"), "为什么"),
    (re.compile("どの|どんな"), "哪些"),
)  # fmt: skip
_WORDS_OF_JAPANESE = {"障害者": "残疾人", "手当": "补贴", "子ども": "儿童", "子供": "儿童", "高齢者": "老年人", "会社": "公司", "病院": "医院", "農家": "农户", "お金": "钱", "住宅": "住房", "道路": "道路", "観光": "旅游", "輸出": "出口", "輸入": "进口", "雇用": "就业", "税収": "税收", "担当": "负责", "プロジェクト": "项目", "パーセント": "%", "ポイント": "个百分点", "サービス": "服务", "センター": "中心", "インフラ": "基础设施", "デジタル": "数字", "エネルギー": "能源", "トン": "吨", "タバコ": "烟叶", "ビザ": "签证", "リスク": "风险"}  # fmt: skip


@lru_cache(maxsize=1)
def _from_japanese() -> opencc.OpenCC:
    return opencc.OpenCC("jp2t")


@lru_cache(maxsize=1024)
def tongue(text: str) -> str:
    """The language of a text that is neither Chinese nor English: a code of ISO 639-1, "other" for one that is not told
    from others; "" for Chinese, English and what could be either.

    >>> tongue("Quanto custa a autoestrada?"), tongue("いくらですか"), tongue("How much?"), tongue("多少钱")
    ('pt', 'ja', '', '')
    """
    han = len(_HAN.findall(text))
    kana = len(_KANA.findall(text))
    if kana and kana * _KANA_SHARE > han:
        return "ja"
    low = text.lower()
    letters = sum(c.isalpha() for c in low)
    for language, script in _SCRIPTS:
        held = len(script.findall(low))
        if held and held * (10 if language == "vi" else 2) >= letters:
            return language
    words = _WORD.findall(low)
    if not words or han * 2 >= len(words):
        return ""
    plain = [_unaccented(word) for word in words]
    counts = {
        language: sum((1 + (len(word) >= _LONG)) for word in plain if word in known)
        for language, known in _WORDS.items()
    }
    best = max(counts, key=lambda language: counts[language])
    accented = sum(word != bare for word, bare in zip(words, plain, strict=True))
    found = counts[best] + min(accented, 1)
    if found < _ENOUGH or found < _SHARE * len(words):
        return "other" if accented * 2 > len(words) > 1 else ""
    return best if best in _ASK_AGAIN else "other"


def in_chinese(text: str) -> str:
    """A Japanese text as the Chinese that its characters and question words make.

    >>> in_chinese("研究開発費はどのくらい増やす目標ですか")
    '研究开发费 多少增 目标'
    """
    for pattern, chinese in _JAPANESE:
        text = pattern.sub(chinese, text)
    for word, chinese in _WORDS_OF_JAPANESE.items():
        text = text.replace(word, chinese)
    converted = simplified(str(_from_japanese().convert(text))).replace("硏", "研")
    joined = re.sub(r"(?<=[\u3400-\u9fff])の(?=[\u3400-\u9fff])", "的", converted)
    return re.sub(r" +", " ", re.sub(r"[\u3040-\u30ff]+", " ", joined)).strip()


def request(language: str) -> tuple[str, str]:
    """The request to ask in Chinese or English, in a language (of tongue) and in Chinese."""
    return _ASK_AGAIN.get(language, _ASK_AGAIN_ENGLISH), _ASK_AGAIN_CHINESE


def _unaccented(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
