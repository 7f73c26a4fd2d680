"""Computers: antivirus and the migration to Pardus."""

from __future__ import annotations

from collections.abc import Iterator

from altyapi.audit.estate import Estate, day_of, device, field
from altyapi.audit.rules.rule import Hit, rule
from altyapi.audit.thing import Thing


@rule(
    "signature-too-old",
    "medium",
    title=("Computer with old antivirus signatures", "Antivirüs imzası eski bilgisayar"),
    why=(
        "What came out since is not recognised; of a day that has not come yet nobody knows how old they are.",
        "O tarihten sonra çıkan zararlı yazılımlar tanınmaz; tarih henüz gelmediyse yaşı bilinmiyor demektir.",
    ),
    remedy=(
        "See whether it is switched on and reaches the update mirror; run an update.",
        "Açık olup olmadığına ve güncelleme kaynağına erişimine bakılmalı, güncelleme çalıştırılmalı.",
    ),
    observed=("signatures of {date}, {days} {days:day|days} old", "imza tarihi: {date}, yaşı (gün): {days}"),
    reads="`av_imza_tarihi` of devices in `roles.computers`, needed where `av_surum` is known; `limits.signature_days_max`",
)
def signature_too_old(estate: Estate) -> Iterator[Hit]:
    for computer in estate.in_roles(estate.policy.roles.computers):
        day = day_of(computer, "av_imza_tarihi")
        days = None if day is None else (estate.day - day).days
        unknown = days is None and field(computer, "av_surum") is not None  # without an agent it is another finding
        if unknown or (days is not None and not -1 <= days <= estate.policy.limits.signature_days_max):
            yield Hit(device(computer), {"date": day, "days": days})


@rule(
    "no-antivirus",
    "high",
    title=("Computer without an antivirus agent", "Antivirüs ajanı olmayan bilgisayar"),
    why=(
        "Malware on it is neither stopped nor seen.",
        "Bu bilgisayardaki zararlı yazılım ne engellenir ne görülür.",
    ),
    remedy=(
        "Install the agent, or take the computer off the network.",
        "Ajan kurulmalı ya da bilgisayar ağdan ayrılmalı.",
    ),
    observed=("no agent is known", "bilinen ajan yok"),
    reads="`av_surum` of devices in `roles.computers`",
)
def no_antivirus(estate: Estate) -> Iterator[Hit]:
    for computer in estate.in_roles(estate.policy.roles.computers):
        if field(computer, "av_surum") is None:
            yield Hit(device(computer), {})


@rule(
    "wave-late",
    "medium",
    title=("Computer left behind by its Pardus wave", "Pardus dalgası bittiği halde geçmemiş bilgisayar"),
    why=(
        "The wave is over and the computer still runs the old system; licences and support are paid on.",
        "Dalga bitti, bilgisayar hâlâ eski sistemde; lisans ve destek ödemesi sürer.",
    ),
    remedy=(
        "Migrate it, move it to a later wave, or register an exemption with its reason and review date.",
        "Geçişi yapılmalı, sonraki dalgaya alınmalı ya da gerekçe ve gözden geçirme tarihiyle muafiyet kaydedilmeli.",
    ),
    observed=(
        "wave {wave} ended {end}, {days} {days:day|days} late ({state})",
        "dalga: {wave}, sonu: {end}, gecikme (gün): {days}, durum: {state}",
    ),
    reads="`goc_dalga` and `goc_durum` of devices in `roles.computers`; `waves.yml`",
)
def wave_late(estate: Estate) -> Iterator[Hit]:
    for computer in estate.in_roles(estate.policy.roles.computers):
        wave = estate.wave.get(str(field(computer, "goc_dalga")))
        state = field(computer, "goc_durum")
        if wave is not None and wave.end < estate.day and state not in {"tamam", "muaf"}:
            yield Hit(
                device(computer),
                {"wave": wave.id, "end": wave.end, "days": (estate.day - wave.end).days, "state": state},
            )


@rule(
    "exemption-review-overdue",
    "low",
    title=("Pardus exemption past its review", "Gözden geçirmesi gecikmiş Pardus muafiyeti"),
    why=("An exemption without a review becomes the rule.", "Gözden geçirilmeyen muafiyet kurala dönüşür."),
    remedy=(
        "Look whether its reason still holds and enter the review in waves.yml.",
        "Gerekçenin sürüp sürmediğine bakılmalı, gözden geçirme waves.yml dosyasına girilmeli.",
    ),
    observed=(
        "review due {review}, {computers} {computers:computer|computers}",
        "gözden geçirme: {review}, bilgisayar: {computers}",
    ),
    reads="`exemptions` of `waves.yml`",
)
def exemption_review_overdue(estate: Estate) -> Iterator[Hit]:
    for one in estate.registers.exemptions:
        if one.review < estate.day and (one.reviewed is None or one.reviewed < one.review):
            yield Hit(Thing("exemption", one.id), {"review": one.review, "computers": one.computers})
