"""Kinds of text: what people write in every script, and what programs tend to corrupt, each under a name.

`kind(name, limit)` returns the text of one; `limit` is the largest number of characters (code points) that the target
accepts. A correct backend carries the texts in `CARRIED` unaltered, code point by code point: nothing is normalised,
trimmed, escaped, cut or reordered. It rejects the texts in `REFUSED`, as their visible part is empty or they are too
long (source of the rule: `Content` of the reference backend, `support/lockstep/reference/domain/requests.py`). Texts
are fixed, not random, so that each holds what its name states.

Half a character (a lone surrogate) is not among them: UTF-8 cannot encode it, so neither a client nor a history can
carry it.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

Make = Callable[[int], str]


def _always(text: str) -> Make:
    return lambda _: text


def _filled(text: str, more: int = 0) -> Make:
    """Exactly `limit` and `more` characters."""
    return lambda limit: (text * ((limit + more) // len(text) + 1))[: limit + more]


CARRIED: Mapping[str, Make] = MappingProxyType({
    # scripts
    "Latin with marks": _always("Čtyři žluťoučké kvočny, Øystein; đẹp lắm, ñandú! Ünlü İstanbul ırmağı, ßẞ, œuvre."),
    "Cyrillic": _always("Съешь ещё этих мягких французских булок. Щастя, їжак, ґанок, љубав и њива."),
    "Greek": _always("Ξεσκεπάζω την ψυχοφθόρα βδελυγμία· τί ἔστι τοῦτο; ὀδυσσεύς"),
    "Arabic": _always("مرحبًا بالجميع، نلتقي غدًا الساعة ٩:٣٠ في المكتب؟"),
    "Hebrew": _always("שלום לכולם, נפגשים מחר בשעה 9:30? שָׁלוֹם"),
    "Devanagari": _always("नमस्ते, क्षत्रिय ज्ञान; कल सुबह ९ बजे मिलते हैं।"),
    "Thai": _always("พรุ่งนี้เจอกันที่ร้านกาแฟ น้ำแข็งเปล่าหนึ่งแก้ว"),
    "Chinese": _always("明天早上九點開會，請帶上設計稿。“骨”与𠮷、𪚥都要看清楚。"),
    "Japanese": _always("カタカナ、ひらがな、漢字。ﾊﾝｶｸ、葛\U000e0100城、\u304c と \u304b\u3099"),
    "Korean": _always("내일 아침에 만나요. \ud55c 은 \u1112\u1161\u11ab 과 다르다"),
    "letters outside the basic plane": _always("𐌰𐌱𐌲 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𞤀𞤣𞤤𞤢𞤥 𓀀𓂀"),
    "mixed writing directions": _always("Ana said שלום to 3 people, مرحبا to (4), and “hello” to 5."),
    # emoji
    "emoji": _always("😀🎉🦥🫠 ❤ ❤️ ☺︎"),
    "joined emoji": _always("👩\u200d👩\u200d👧\u200d👦 🧑🏽\u200d💻 🏳️\u200d🌈 👍🏿 🐻\u200d❄️"),
    "flags": _always("🇭🇷🇳🇱🇯🇵🇿🇦🇺🇳 🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f 1️⃣"),
    # marks and invisible characters
    "letters with combining marks": _always("e\u0301 a\u030a n\u0303 beside \u00e9 \u00e5 \u00f1 \u212b \ufb01"),
    "stacked combining marks": _always("Z" + "\u0300\u0316\u0334\u0489" * 12 + "algo"),
    "directional marks": _always("\u202eevil\u202c \u2066apart\u2069 \u200fright\u200e \u061c \u2067שלום\u2069"),
    "zero-width characters": _always("pass\u200bword zero\u200cwidth\u2060 \ufeffmark \u00adhyphen"),
    "nothing but a zero-width space": _always("\u200b"),
    "unassigned characters": _always("\ufffd \uffff \ufdd0 \U0010ffff \ue000"),
    # white space and control characters
    "leading and trailing spaces": _always("  \u3000 in the middle \u00a0\t"),
    "line breaks of every kind": _always("\none\r\ntwo\rthree\u2028four\u2029five\x85six\x0bseven\x0ceight\n"),
    "control characters": _always("\x07 bell \x08 back \x1b[31mred\x1b[0m delete \x7f c1 \x9b unit \x1f\x1e\x1d\x1c"),
    "a null character": _always("before\x00after"),
    # text that looks like something else
    "text that looks like a frame": _always(
        '{"event": "pong", "data": null, "seq": -1} \\u0041 \\" \\\\ [1e400, NaN]'
    ),
    "text that looks like HTML": _always(
        "<script>alert(1)</script> &lt;b&gt; &amp;amp; <!-- --> ]]> <img onerror=1>"
    ),
    "text that looks like SQL": _always("'; DROP TABLE messages; -- %s ? :id \" ` \\' 100% _like_"),
    "text that looks like a template": _always(
        "${7*7} {{7*7}} {0} {name!r} %(name)s %n <%= 7 %> `id` $(id) ../../etc"
    ),
    "text that looks like a number": _always("007"),
    "text that looks like null": _always("null"),
    # lengths
    "one character": _always("x"),
    "one emoji": _always("😀"),
    "the maximum length in Latin": _filled("abcdefghi-"),
    "the maximum length in Chinese": _filled("長文"),
    "the maximum length in emoji": _filled("😀🎉🦥"),
    "the maximum length in escaped characters": _filled('"\\'),
})  # fmt: skip

REFUSED: Mapping[str, Make] = MappingProxyType({
    "nothing": _always(""),
    "nothing but a space": _always(" "),
    "nothing but line breaks": _always("\r\n\n\t\x0b\x0c"),
    "nothing but Unicode spaces": _always("\u00a0\u2003\u3000\u202f\u2028"),
    "one Latin letter too many": _filled("abcdefghi-", more=1),
    "one Chinese character too many": _filled("長文", more=1),
    "one emoji too many": _filled("😀🎉🦥", more=1),
})  # fmt: skip

ALL: Mapping[str, Make] = MappingProxyType({**CARRIED, **REFUSED})


def kind(name: str, limit: int) -> str:
    """The text of the kind of this name. Raises KeyError."""
    return ALL[name](limit)
