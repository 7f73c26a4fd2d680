"""What the libraries that read files say of broken ones, in Turkish."""

from __future__ import annotations

import re
from typing import Final

from netbox_sync.detail_words import Details

_WORDS: Final = Details(
    (
        # csv
        ("unexpected end of data", "tırnak içindeyken dosya bitiyor"),
        ("field larger than field limit ({n})", "alan çok uzun, sınır {n} karakter"),
        ("new-line character seen in unquoted field{rest}", "tırnaksız alanın içinde satır sonu var"),
        ("line contains NUL", "satırda NUL karakteri var"),
        # zipfile, zlib
        ("File is not a zip file", "ZIP arşivi değil ya da sonu eksik"),
        ("Bad CRC-32 for file {name}", "içeriği bozulmuş: {name}"),
        ("Bad magic number for {what}", "ZIP arşivinin dizini bozuk"),
        ("Truncated file header", "ZIP arşivi yarım"),
        ("Compressed file ended before the end-of-stream marker was reached", "sıkıştırılmış veri yarım"),
        ("Error {code} while decompressing data: {rest}", "sıkıştırılmış veri bozuk"),
        ("There is no item named {name} in the archive", "arşivde yok: {name}"),
        # expat
        ("not well-formed (invalid token): line {n}, column {m}", "XML bozuk, satır {n}, sütun {m}"),
        ("no element found: line {n}, column {m}", "XML yarım, satır {n}, sütun {m}"),
        ("unclosed token: line {n}, column {m}", "XML yarım, satır {n}, sütun {m}"),
        ("mismatched tag: line {n}, column {m}", "XML etiketleri uyuşmuyor, satır {n}, sütun {m}"),
        # libyaml
        ("mapping values are not allowed in this context", "burada iki nokta olamaz; değer tırnak içine alınmalı"),
        ("block sequence entries are not allowed in this context", "burada liste öğesi (-) başlayamaz"),
        ("could not find expected ':'", "iki nokta eksik"),
        ("did not find expected key", "burada bir anahtar bekleniyor; girinti denetlenmeli"),
        ("did not find expected '-' indicator", "burada liste öğesi (-) bekleniyor; girinti denetlenmeli"),
        ("did not find expected <document start>", "belge burada bitmiş olmalıydı; girinti denetlenmeli"),
        ("did not find expected ',' or '{sign}'", "virgül ya da {sign} eksik"),
        ("did not find expected node content", "burada bir değer bekleniyor"),
        ("did not find expected alphabetic or numeric character", "& ve * işaretinden sonra ad bekleniyor"),
        ("found character that cannot start any token", "değer bu karakterle başlayamaz; tırnak içine alınmalı"),
        ("found a tab character that violate{rest}", "girinti sekme ile yapılmış; boşluk kullanılmalı"),
        ("found unexpected end of stream", "tırnak ya da ayraç kapanmadan dosya bitiyor"),
        ("found unexpected document indicator", "tırnak kapanmadan belge bitiyor"),
        ("found unknown escape character", "tırnak içinde bilinmeyen kaçış karakteri (\\)"),
        ("found undefined tag handle", "tanımsız etiket (!)"),
        ("control characters are not allowed", "denetim karakteri olamaz"),
    )
)


def in_turkish(problem: str) -> str:
    """The same; what is not known stays as it is."""
    if signs := re.fullmatch(
        "'(.)' expected after '(.)'", problem
    ):  # one of them may divide the texts that a table knows
        return f"{signs[2]} işaretinden sonra {signs[1]} bekleniyor"
    return _WORDS.in_turkish(problem)


def detail(error: Exception) -> tuple[str, str]:
    """What an error of theirs says, in English and Turkish; behind the error's kind where its words say nothing by themselves."""
    english = str(error)[:200]
    turkish = in_turkish(english)
    if turkish == english:
        english = turkish = f"{type(error).__name__}: {error}"[:200]
    return english, turkish
