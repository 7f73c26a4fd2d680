"""Sentences about a repository of one's own, and about its changes in a pipeline."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "docs.site": ("The site: {count} {count:page|pages}, {file}", "Belge sitesi: {count} sayfa, {file}"),
    "ci.good": ("Nothing is in the way of a merge.", "Birleştirmeye engel yok."),
    "ci.bad": ("Faults: {count}.", "Hata sayısı: {count}."),
    "ci.head": ("What this change would do", "Bu değişikliğin etkisi"),
    "ci.between": (
        "From {base} to {head}, over the snapshot {snapshot}; devices were not asked.",
        "Başlangıç: {base}, sonuç: {head}, anlık görüntü: {snapshot}; cihazlara sorulmadı.",
    ),
    "ci.as-it-is": ("the folder as it is", "klasörün şimdiki hâli"),
    "ci.policy": (
        "The policy of changes itself is changed: risk and waves are told by the one that holds before the merge.",
        "Değişiklik politikasının kendisi değişiyor: risk ve dalgalar birleştirmeden önceki politikaya göre.",
    ),
    "ci.cut": (
        "The differences of {count} more devices are left out here; all of them: {whole}",
        "Burada gösterilmeyen cihaz sayısı: {count}; tümü: {whole}",
    ),
    "ci.waves": (
        "They are too many to be named here; which device is in which wave: {whole}",
        "Burada tek tek sayılamayacak kadar çok; hangi cihaz hangi dalgada: {whole}",
    ),
    "ci.standing": (
        "Not rendered before the change either ({count}): {devices}",
        "Değişiklikten önce de üretilemeyen ({count}): {devices}",
    ),
    "ci.new": (
        "Rendered for the first time, so there is nothing to compare ({count}): {devices}",
        "İlk kez üretilen, karşılaştırılacak bir şey yok ({count}): {devices}",
    ),
    "ci.count": (
        "{changed} {changed:device|devices} would change, {unchanged} would not, {refused} refused; risk {risk}.",
        "Değişecek cihaz: {changed}, değişmeyecek: {unchanged}, reddedilen: {refused}; risk: {risk}.",
    ),
    "ci.refused": (
        "No device would change, {unchanged} would not, and {refused} are refused.",
        "Değişecek cihaz yok, değişmeyecek: {unchanged}, reddedilen: {refused}.",
    ),
    "ci.nothing": ("No device would change ({unchanged}).", "Değişecek cihaz yok ({unchanged})."),
    "ci.apply.none": ("No plan came with this change.", "Bu değişiklikle plan gelmedi."),
    "ci.apply.one": ("Plan {number} of {count}: {file}", "Plan {number}/{count}: {file}"),
    "ci.apply.left": ("Not begun: {files}", "Başlanmayan: {files}"),
    "listen.ready": (
        "Listening for NetBox at http://{host}:{port}/netbox, events in {folder}; Ctrl-C ends it.",
        "NetBox dinleniyor: http://{host}:{port}/netbox, olaylar: {folder}; Ctrl-C sonlandırır.",
    ),
    "listen.taken": ("{event}  {type}  {name}  ({user})", "{event}  {type}  {name}  ({user})"),
    "listen.pulled": (
        "{count} {count:event|events}; snapshot {digest}",
        "Olay: {count}; anlık görüntü: {digest}",
    ),
    "listen.written": ("Written: {file}", "Yazıldı: {file}"),
    "listen.stopped": (
        "Stopped. {count} {count:event waits|events wait} for the next start.",
        "Durduruldu. Sonraki başlangıcı bekleyen olay: {count}.",
    ),
    "init.done": (
        "{count} {count:file|files} in {folder}. README.md there tells the first day.",
        "Yazılan dosya: {count}, klasör: {folder}. İlk gün oradaki README.md içinde.",
    ),
}
