"""What the migration's program on a computer says (roles/pardus_migration/files), in Turkish; reports keep its English."""

from __future__ import annotations

from typing import Final

from netbox_sync.detail_words import Details

HOST: Final = Details(
    (
        ("no way from {now} to {target}: it needs the matching base", "{now} için {target} yolu yok: ona uyan taban gerekli"),
        ("not on the mains", "prize takılı değil"),
        ("packages are half installed: {what}", "yarım kurulmuş paketler: {what}"),
        ("packages are half installed", "yarım kurulmuş paketler var"),
        ("too little room: {path} has {n} MB, {m} MB are needed", "yer az: {path}: {n} MB, gereken: {m} MB"),
        ("no key of the Pardus archive: set pardus_migration_keyring",
         "Pardus arşivinin anahtarı yok: pardus_migration_keyring verilmeli"),
        ("no address of a Pardus archive: set pardus_migration_mirror",
         "Pardus arşivinin adresi yok: pardus_migration_mirror verilmeli"),
        ("no backup: set pardus_migration_backup_repository, or a reason in pardus_migration_backup_waiver",
         "yedek yok: pardus_migration_backup_repository ya da gerekçesiyle pardus_migration_backup_waiver verilmeli"),
        ("a key that nobody wrote down: {keys}", "parmak izi yazılmamış anahtar: {keys}"),
        ("essential-removed: {names}", "kaldırılacak vazgeçilmez paket: {names}"),
        ("removed: {names}", "kaldırılacak, onayı olmayan: {names}"),
        ("downgraded: {names}", "sürümü düşecek, onayı olmayan: {names}"),
        ("held: {names}", "tutulan (hold), onayı olmayan: {names}"),
        ("another package manager has been at work for {n} s", "başka bir paket yöneticisi {n} saniyedir çalışıyor"),
        ("a file of the snapshot does not come back", "yedekteki bir dosya geri gelmiyor"),
        ("a file of the snapshot is not what stands on the disk", "yedekteki bir dosya diskteki gibi değil"),
        ("nothing to back up: none of the folders exists", "yedeklenecek bir şey yok: klasörlerden hiçbiri yok"),
        ("the system calls itself {name}", "sistemin kendine verdiği ad: {name}"),
        ("not installed: {names}", "kurulu değil: {names}"),
        ("units fail that did not before: {names}", "önceden çalışan, şimdi çalışmayan birimler: {names}"),
        ("accounts are gone", "eksilen hesaplar var"),
        ("files that nobody wrote are not as they were", "kimsenin yazmadığı dosyalar eskisi gibi değil"),
    )
)  # fmt: skip
