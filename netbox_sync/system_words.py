"""What the operating system says of a file or a connection, in Turkish: Python gives it in English in every locale here."""

from __future__ import annotations

import errno
import os
import re
from typing import Final

_OF_NUMBERS: Final = {
    errno.EPERM: "izin verilmedi",
    errno.ENOENT: "böyle bir dosya ya da klasör yok",
    errno.EIO: "okuma ya da yazma hatası",
    errno.EACCES: "erişim izni yok",
    errno.EBUSY: "kullanımda",
    errno.EEXIST: "bu adda başka bir dosya var",
    errno.ENOTDIR: "klasör değil",
    errno.EISDIR: "dosya değil, klasör",
    errno.EMFILE: "açık dosya sayısı sınırda",
    errno.EFBIG: "dosya çok büyük",
    errno.ENOSPC: "diskte yer kalmadı",
    errno.EROFS: "dosya sistemi salt okunur",
    errno.EPIPE: "karşı taraf kapattı",
    errno.ENAMETOOLONG: "ad çok uzun",
    errno.ELOOP: "sembolik bağlar döngü oluşturuyor",
    errno.EDQUOT: "disk kotası doldu",
    errno.ENETUNREACH: "ağa ulaşılamıyor",
    errno.ECONNABORTED: "bağlantı yarıda kesildi",
    errno.ECONNRESET: "bağlantıyı karşı taraf kesti",
    errno.ETIMEDOUT: "süre doldu",
    errno.ECONNREFUSED: "bağlantı reddedildi",
    errno.EHOSTUNREACH: "ana makineye ulaşılamıyor",
}
_OTHERS: Final = {
    "Name or service not known": "bu ad bulunamadı",
    "Temporary failure in name resolution": "ad çözümlenemedi",
    "No address associated with hostname": "bu adın adresi yok",
    "Server disconnected without sending a response.": "sunucu yanıt vermeden bağlantıyı kesti",
    "timed out": "süre doldu",
}
_TURKISH: Final = {os.strerror(number): words for number, words in _OF_NUMBERS.items()} | _OTHERS
_KNOWN: Final = re.compile(r"(?:\[Errno -?\d+\] )?\b(" + "|".join(map(re.escape, _TURKISH)) + ")")


def in_turkish(text: str) -> str:
    """The same, the operating system's own sentences in Turkish; what is not known stays."""
    return _KNOWN.sub(lambda found: _TURKISH[found[1]], text)
