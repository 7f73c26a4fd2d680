"""Sentences of inv pardus.migrate, pardus.rollback and pardus.report."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "migration.going": (
        "Wave {wave}: {count} {count:computer|computers} in {batches} {batches:batch|batches}. Ansible's output: {log}",
        "Dalga {wave}: bilgisayar {count}, bölüm {batches}. Ansible çıktısı: {log}",
    ),
    "migration.batch": (
        "Batch {number} of {of}: {count} {count:computer|computers}",
        "Bölüm {number} / {of}: bilgisayar {count}",
    ),
    "migration.going-back": (
        "The way back of {count} {count:computer|computers}. Ansible's output: {log}",
        "Geri alınacak bilgisayar: {count}. Ansible çıktısı: {log}",
    ),
    "migration.unheard": (
        "Never told of a migration: {count} ({names}); where none was begun there is nothing to take back",
        "Hiç göç bildirmemiş: {count} ({names}); başlamamış bir göçün geri alınacak bir şeyi yoktur",
    ),
    "migration.asking": (
        "{count} {count:computer is|computers are} asked; nothing is changed. Ansible's output: {log}",
        "Sorulan bilgisayar: {count}; hiçbir şey değişmiyor. Ansible çıktısı: {log}",
    ),
    "migration.done": ("done", "tamam"),
    "migration.needs-start": (
        "done but for a start of the computer",
        "tamam, bilgisayarın yeniden açılması bekleniyor",
    ),
    "migration.running": ("still at it; it goes on by itself", "sürüyor; kendiliğinden devam eder"),
    "migration.failed": ("failed at", "başarısız, adım:"),
    "migration.rolled-back": ("taken back", "geri alındı"),
    "migration.lost": (
        "was told to begin, and no word came since; look at it on the spot",
        "başlatıldı, sonra haber alınamadı; yerinde bakılmalı",
    ),
    "migration.still-lost": (
        "Told to begin, and no word since ({count}): {names}. They count as failed until they are heard of.",
        "Başlatılıp haber alınamayan ({count}): {names}. Haber alınana dek başarısız sayılırlar.",
    ),
    "migration.silent": ("did not answer; untouched by this run", "yanıt vermedi; bu çalıştırma dokunmadı"),
    "migration.way-back": ("way back", "geri dönüş"),
    "migration.in-the-way": ("can't begin", "başlayamaz"),
    "migration.would": (
        "would begin: packages new {new}, changed {changed}, gone {gone}",
        "başlayabilir: yeni paket {new}, değişen {changed}, kalkan {gone}",
    ),
    "migration.rehearsed": (
        "{ready} of {of} can begin; nothing was changed.",
        "Başlayabilecek: {ready} / {of}; hiçbir şey değişmedi.",
    ),
    "migration.untouched": (
        "Stopped: more failed than steps.failure_budget allows ({budget}). Untouched: {count}.",
        "Durduruldu: başarısız sayısı steps.failure_budget sınırını aştı ({budget}). Dokunulmayan: {count}.",
    ),
    "migration.verdict": (
        "{done} of {of} done; waiting for a start {waits}, failed {failed} (no word since the beginning: {lost}), silent {silent}.",
        "Biten: {done} / {of}; açılış bekleyen {waits}, başarısız {failed} (başladı, haber yok: {lost}), yanıtsız {silent}.",
    ),
    "migration.back": (
        "Taken back: {count} of {of}. Why one can't be is in {log}",
        "Geri alınan: {count} / {of}. Alınamayanın nedeni: {log}",
    ),
    "migration.no-report": (
        "No computer has reported a migration yet.",
        "Henüz göç bildiren bilgisayar yok.",
    ),
    "migration.no-mac": ("NetBox has no MAC address of it", "NetBox kaydında MAC adresi yok"),
    "migration.twice": (
        "its MAC address is another interface's, too; it would boot somebody else's installation",
        "MAC adresi başka bir arayüzde de var; başkasının kurulumunu başlatırdı",
    ),
    "migration.name": ("its name can't be a host's", "adı makine adı olamaz"),
    "migration.migrated": (
        "done already: its disk would be written over; to install it anew, set its state in NetBox back first",
        "göçü tamam: diski silinirdi; yeniden kurulacaksa önce NetBox'taki durumu geri alınmalı",
    ),
    "migration.cleared": (
        "Computers that are done: {files} {files:file|files} of theirs removed below {folder}",
        "Göçü tamam olan bilgisayarların kaldırılan dosyaları: {files}; klasör: {folder}",
    ),
    "migration.prepared": (
        "{count} {count:computer|computers} can be installed over the network; {files} {files:file|files} below {folder}",
        "Ağdan kurulabilecek bilgisayar: {count}; dosya: {files}; klasör: {folder}",
    ),
    "migration.wipes": (
        "Each start of one of these over the network writes its disk {disk} over, until it is done in NetBox and this command is given again.",
        "Bu bilgisayarların ağdan her açılışı diski ({disk}) siler; NetBox'taki durumu tamam olup bu komut yeniden verilene dek.",
    ),
}
