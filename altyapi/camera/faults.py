"""What can go wrong with a check or a search as a whole; what is wrong with one camera is a `Problem` of its look."""

from __future__ import annotations

from altyapi.errors import EngineError


class HistoryBroken(EngineError):
    code = "CAM-001"
    en = "The history of camera checks is broken: {file}, line {line}: {problem}."
    tr = "Kamera denetimlerinin geçmişi bozuk: {file}, satır {line}: {problem}."
    en_remedy = (
        "Checks themselves are not touched by it. Move the file aside; availability is then told without that month."
    )
    tr_remedy = "Denetimler bundan etkilenmez. Dosya kenara alınmalı; erişilebilirlik o ay olmadan hesaplanır."


class StateUnreadable(EngineError):
    code = "CAM-002"
    en = "The state of the cameras can't be read: {file}: {problem}."
    tr = "Kameraların durum dosyası okunamıyor: {file}: {problem}."
    en_remedy = "Move it aside: the next check begins anew, and nothing is down before it failed twice."
    tr_remedy = "Dosya kenara alınmalı: sonraki denetim baştan başlar, iki kez yanıt vermeyen kamera kapalı sayılır."


class CheckRunning(EngineError):
    code = "CAM-003"
    en = "Another check of cameras is running here (lock: {file})."
    tr = "Burada başka bir kamera denetimi çalışıyor (kilit: {file})."
    en_remedy = "Wait for its end; the lock goes with its process."
    tr_remedy = "Bitmesi beklenmeli; kilit, süreçle birlikte kalkar."


class NothingAnswers(EngineError):
    code = "CAM-004"
    en = "None of {count} cameras answers, and none of the {kit} switches and routers on the way to them: nothing was judged."
    tr = "Yanıt veren kamera yok (bakılan: {count}), yoldaki {kit} anahtar ve yönlendirici de yanıtsız: değerlendirme yapılmadı."
    en_remedy = "Look at this machine's own network first: its cable, its route to the camera networks, its firewall."
    tr_remedy = "Önce bu makinenin ağına bakılmalı: kablo, kamera ağlarına yol, güvenlik duvarı."


class NoCameras(EngineError):
    code = "CAM-005"
    en = "No camera in service in this selection: {limit}"
    tr = "Bu seçimde hizmette kamera yok: {limit}"
    en_remedy = (
        "./inv camera.list shows what NetBox holds; the roles that are cameras stand in inventory/policy/audit.yml"
    )
    tr_remedy = "NetBox kaydı için ./inv camera.list; kamera sayılan roller inventory/policy/audit.yml dosyasında"
