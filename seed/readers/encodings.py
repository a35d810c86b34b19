"""The encodings that a profile may name: those in which registers write text."""

import codecs

# By the name that Python gives them, whatever they are called.
KNOWN = frozenset(
    {
        *("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "ascii"),
        *(f"cp{number}" for number in range(1250, 1259)),
        *(f"iso8859-{part}" for part in range(1, 17) if part != 12),
        *("cp437", "cp720", "cp737", "cp775", "cp850", "cp852", "cp855", "cp857", "cp858", "cp860"),
        *("cp861", "cp862", "cp863", "cp864", "cp865", "cp866", "cp869", "cp874", "tis-620"),
        *("koi8-r", "koi8-u", "koi8-t", "kz1048", "ptcp154", "mac-roman", "mac-cyrillic"),
        *("mac-latin2", "mac-greek", "mac-turkish", "shift_jis", "cp932", "euc_jp", "euc_kr"),
        *("cp949", "gb2312", "gbk", "gb18030", "big5", "big5hkscs", "cp950"),
    }
)


def known(name: str) -> str | None:
    """The encoding as Python calls it; None where it is none of those that are read."""
    try:
        encoding = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    return encoding if encoding in KNOWN else None
