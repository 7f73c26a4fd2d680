"""Sentences about when changes happen: schedules, waiting, changes for a time."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "apply.waits": (
        "Waiting until {opens}; Ctrl-C ends the waiting, nothing is lost.",
        "Beklenen zaman: {opens}; Ctrl-C beklemeyi bitirir, hiçbir şey kaybolmaz.",
    ),
    "column.opens": ("From", "Başlangıç"),
    "column.closes": ("Until", "Bitiş"),
    "column.window": ("Window", "Pencere"),
    "column.devices": ("Devices", "Cihaz"),
    "column.until": ("Until", "Son an"),
    "schedule.any": ("any time", "her zaman"),
    "schedule.never": ("never", "hiçbir zaman"),
    "schedule.head": (
        "Schedule, by the policy of when the plan was made; binding is the policy when it is applied",
        "Takvim, planın yapıldığı andaki politikaya göre; bağlayıcı olan, uygulanırken geçerli politikadır",
    ),
    "schedule.frozen": ("Changes were frozen then: {freeze}", "O sırada değişiklik yasağı vardı: {freeze}"),
    "schedule.late": (
        "Wave {wave} opens on {opens}, after the plan has expired: make the plan nearer to it.",
        "Dalga {wave} açılışı {opens}, planın geçerliliği ondan önce bitiyor: plan o tarihe yakın yapılmalı.",
    ),
    "schedule.until": (
        "For a time: taken back from {until} on, by ./inv config.expire; approving this plan approves that too.",
        "Süreli: geri alma başlangıcı {until}, ./inv config.expire ile; bu planın onayı geri almayı da kapsar.",
    ),
    "schedule.exception": ("Exception: {exception}", "İstisna: {exception}"),
    "schedule.undo-late": (
        "Wave {wave} can be taken back only on {opens}: {why}.",
        "Dalga {wave} ancak şu anda geri alınabilir: {opens}: {why}.",
    ),
    "plan.kinds": ("Kinds of change: {kinds}; highest score {score}", "Değişiklik türleri: {kinds}; en yüksek puan: {score}"),
    "plan.post-checks": ("Checked after it, beside login, config, links and neighbours:", "Oturum, yapılandırma, bağlantı ve komşuların yanında denetlenecek:"),
    "check.ports": ("those of the changed ports that were up are up again", "değişen portlardan açık olanlar yine açık"),
    "check.probe": ("what was seen before is still seen: {subjects}", "önce görülen yine görülüyor: {subjects}"),
    "check.second-account": ("another account can log in: {subjects}", "başka bir hesap oturum açabiliyor: {subjects}"),
    "plan.way-back": ("Commands that take it back", "Geri alan komutlar"),
    "column.hindered": ("In the way", "Engel"),
    "release.head": ("Release {id}", "Serbest bırakma {id}"),
    "release.what": (
        "Left standing after its end, {until}: run {run}, plan {plan}",
        "Süresi {until} anında biten ve duran: çalıştırma {run}, plan {plan}",
    ),
    "release.made": ("Released: {devices}", "Serbest bırakılan: {devices}"),
    "release.known": ("Recorded already: {devices}", "Zaten kayıtlı: {devices}"),
    "release.needed": (
        "{count} {count:device|devices}, risk {risk}, {needed} {needed:approval|approvals} needed.",
        "Cihaz: {count}, risk: {risk}, gereken onay: {needed}.",
    ),
    "expire.begin": (
        "Due since {until}: run {run}, {count} {count:device|devices}: {reason}",
        "Süresi {until} anında doldu: çalıştırma {run}, cihaz: {count}: {reason}",
    ),
    "expire.killed": ("Killed before its end, its record is missing: run {run}", "Bitmeden kesilen, kaydı eksik çalıştırma: {run}"),
    "expire.release": ("Where it can't be taken back any more", "Artık geri alınamıyorsa"),
    "expire.due": ("{count} {count:change is|changes are} due to be taken back, {waiting} not yet.", "Geri alınacak değişiklik: {count}, süresi dolmamış: {waiting}."),
    "expire.none": (
        "Nothing is due. Changes that stand for a time: {waiting}.",
        "Süresi dolan değişiklik yok. Süreli duran değişiklik: {waiting}.",
    ),
    "expire.done": (
        "Taken back: {back} of {count} {count:change|changes} that {count:was|were} due; not yet due: {waiting}.",
        "Geri alınan: süresi dolan {count} değişiklikten {back}; süresi dolmamış: {waiting}.",
    ),
}  # fmt: skip
