"""What can go wrong here: only the rule data of a platform can be at fault, never a device's config."""

from __future__ import annotations

from altyapi.errors import EngineError


class BadRules(EngineError):
    """Rule data that does not fit the schema: names the file, the place in it and the fault."""

    code = "REM-001"
    en = "Remediation rules in {file} are not valid, at {place}: {fault}."
    tr = "Düzeltme kuralları geçerli değil. Dosya: {file}; yer: {place}; hata: {fault}."
    en_remedy = "Correct that rule; docs/decisions/0002-remediation-engine.md explains each field."
    tr_remedy = "Bu kuralı düzeltin; her alan docs/decisions/0002-remediation-engine.md içinde açıklanır."


class NoRules(EngineError):
    code = "REM-002"
    en = "Platform {platform} has no remediation rules: {file} is missing."
    tr = "Platformun düzeltme kuralları yok. Platform: {platform}; eksik dosya: {file}."
    en_remedy = "Write that file; docs/adding-a-platform.md is the checklist."
    tr_remedy = "Bu dosyayı yazın; adımlar: docs/adding-a-platform.md."
