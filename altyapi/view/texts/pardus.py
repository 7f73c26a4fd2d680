"""Sentences of inv pardus.*."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "pardus.reported": (
        "{count} {count:report|reports} of hosts read: {folder}",
        "Okunan makine raporu: {count}: {folder}",
    ),
    "pardus.title": ("Pardus calendar", "Pardus takvimi"),
    "pardus.month-title": ("Pardus migration: {month}", "Pardus göçü: {month}"),
    "pardus.month-about": (
        "Planned and done, wave by wave, with what is late, exempt and coming.",
        "Dalga dalga planlanan ve biten; geciken, muaf ve önümüzdeki dönem.",
    ),
    "pardus.decided-more": (
        "{wave}: {target} decided, {held} in NetBox",
        "{wave}: kararlaştırılan {target}, NetBox kaydı {held}",
    ),
    "pardus.exempt-differ": (
        "Exempt by the register: {registered}, in NetBox: {held}. Enter every exempt computer in both.",
        "Kayıtta muaf: {registered}, NetBox üzerinde: {held}. Muaf bilgisayarlar ikisine de girilmeli.",
    ),
    "pardus.unplanned": (
        "{count} {count:computer|computers} in no wave and not exempt: {names}",
        "Hiçbir dalgada olmayan ve muaf olmayan bilgisayar: {count}: {names}",
    ),
    "pardus.review-due": (
        "{count} {count:exemption|exemptions} past the review: {names}",
        "Gözden geçirmesi gecikmiş muafiyet: {count}: {names}",
    ),
    "pardus.late": (
        "{waves} {waves:wave is|waves are} late, {computers} {computers:computer|computers} left behind: {names}",
        "Geciken dalga: {waves}, geride kalan bilgisayar: {computers}: {names}",
    ),
    "pardus.on-time": ("{done} of {target} done; no wave is late.", "Biten: {done} / {target}; geciken dalga yok."),
    "pardus.done-of": ("{done} of {target} done.", "Biten: {done} / {target}."),
    "pardus.no-waves": (
        "The calendar is empty: no wave in {file}.",
        "Takvim boş: dalga tanımlanmamış: {file}.",
    ),
    "pardus.gates": ("Gates of wave {wave}", "Dalga kapıları: {wave}"),
    "pardus.gate": ("Gate", "Kapı"),
    "pardus.holds": ("Holds", "Durum"),
    "pardus.observed": ("Observed", "Görülen"),
    "pardus.open": ("open", "açık"),
    "pardus.closed": ("closed", "kapalı"),
    "pardus.batch": ("No", "No"),
    "pardus.opens": ("Opens", "Açılış"),
    "pardus.closes": ("Closes", "Kapanış"),
    "pardus.window": ("Window", "Pencere"),
    "pardus.count": ("Count", "Adet"),
    "pardus.sites": ("Sites", "Yerleşkeler"),
    "pardus.batches": (
        "Plan: {computers} {computers:computer|computers} in {batches} {batches:opening|openings}, {first} to {last}",
        "Plan: bilgisayar {computers}, açılış {batches}, {first} - {last}",
    ),
    "pardus.over": (
        "The wave has no opening for {count} {count:computer|computers}: move its end, or raise steps.per_window.",
        "Dalgada açılış kalmayan bilgisayar: {count}. Dalga sonu ötelenmeli ya da steps.per_window artırılmalı.",
    ),
    "pardus.nothing-left": ("Nothing is left to do in this wave.", "Bu dalgada kalan bilgisayar yok."),
    "pardus.all-open": ("Every gate is open.", "Bütün kapılar açık."),
    "pardus.some-closed": (
        "{count} {count:gate is|gates are} closed: the wave may not begin.",
        "Kapalı kapı: {count}: dalga başlayamaz.",
    ),
    "pardus.assigned": (
        "{count} {count:computer|computers} put into {wave}; {same} {same:was|were} there already.",
        "{wave} dalgasına alınan bilgisayar: {count}; zaten orada olan: {same}.",
    ),
    "pardus.assigned-from": ("  from {wave}: {count}", "  önceki dalga {wave}: {count}"),
    "pardus.assigned-waits": (
        "Not yet written to NetBox: {count}.",
        "NetBox üzerine yazılmayı bekleyen bilgisayar: {count}.",
    ),
    "pardus.stays": (
        "Gone over already, left in {count:its wave|their waves}: {count} ({names})",
        "Göçü bitmiş, dalgasında bırakılan: {count} ({names})",
    ),
    "pardus.no-field": (
        "NetBox has no custom field {fields}: nothing was written there. It comes with: {command}",
        "NetBox üzerinde özel alan yok: {fields}: oraya yazılmadı. Oluşturan komut: {command}",
    ),
    "pardus.taken": (
        "{count} {count:computer|computers} read from tables, {new} with something new",
        "Tablolardan okunan bilgisayar: {count}, yenilik getiren: {new}",
    ),
    "pardus.older": (
        "Not taken, as something later is known of {count:it|them}: {count} ({names})",
        "Daha yenisi bilindiği için alınmayan: {count} ({names})",
    ),
    "pardus.left-out": (
        "{count:A column|Columns} of {file} that nothing is read from: {count} ({names})",
        "Okunmayan sütun: {count} ({names}); dosya: {file}",
    ),
    "pardus.collecting": (
        "Ansible assesses {count} {count:computer|computers}; its output: {log}",
        "Ansible ile değerlendirilen bilgisayar: {count}; çıktı: {log}",
    ),
    "pardus.outcomes": (
        "Go: {go}, with conditions: {conditional}, no: {no}, not assessed: {unknown}",
        "Uygun: {go}, koşullu: {conditional}, uygun değil: {no}, bakılmadı: {unknown}",
    ),
    "pardus.not-assessed": (
        "Not assessed: {count} {count:computer|computers}: {names}",
        "Değerlendirilmeyen bilgisayar: {count}: {names}",
    ),
    "pardus.wrote": (
        "{count} {count:computer|computers} to be told to NetBox.",
        "NetBox kaydı değişecek bilgisayar: {count}.",
    ),
    "pardus.no-software": (
        "No host has told its software yet; the playbook that collects it: {playbook}",
        "Yazılımını bildiren makine yok; toplayan oyun kitabı: {playbook}",
    ),
    "pardus.no-baseline": (
        "No computer has a software baseline: NetBox's config contexts hold no key `software`.",
        "Yazılım tabanı olan bilgisayar yok: NetBox config context içinde `software` anahtarı yok.",
    ),
    "pardus.complies": (
        "{do} of {should} {should:computer|computers} with what is due: {percent} %",
        "Vadesi gelen yazılımı tam olan bilgisayar: {do} / {should}, %{percent}",
    ),
}
