"""What can go wrong with the auditors' views.

```
ViewsError
├── FieldDiffers     a custom field of our name holds another type of data: nothing is changed
├── ViewMissing      this NetBox does not have the view's export template
└── ViewUnreadable   an export that is not the view's CSV
```
"""

from __future__ import annotations

from netbox_sync.errors import ToolkitError


class ViewsError(ToolkitError):
    """Any expected fault of the auditors' views."""

    code = "VWS-000"


class FieldDiffers(ViewsError):
    """Fields: en_listing, tr_listing (every such field with both types)."""

    code = "VWS-001"
    en = "NetBox has custom fields of these names with another type: {en_listing}"
    tr = "NetBox içinde aynı adlı, başka türde özel alanlar var: {tr_listing}"
    en_remedy = (
        "NetBox can't change a field's type: rename the old one in NetBox (its data stay), then run again; "
        "or leave fields out with --limit-kinds. Nothing was changed."
    )
    tr_remedy = (
        "NetBox alan türünü değiştiremez: eski alan NetBox içinde yeniden adlandırılıp (verisi kalır) yeniden "
        "çalıştırılmalı ya da --limit-kinds ile alanlar dışarıda bırakılmalı. Hiçbir şey değiştirilmedi."
    )


class KindUnknown(ViewsError):
    """Fields: kind, known."""

    code = "VWS-002"
    en = "No such kind: {kind}; kinds: {known}"
    tr = "Böyle bir tür yok: {kind}; türler: {known}"
    en_remedy = "Example: --limit-kinds fields,filters,templates"
    tr_remedy = "Örnek: --limit-kinds fields,filters,templates"


class ViewMissing(ViewsError):
    """Fields: name, url."""

    code = "VWS-003"
    en = "This NetBox does not have the view's export template: {name} ({url})"
    tr = "Görünümün döküm şablonu bu NetBox içinde yok: {name} ({url})"
    en_remedy = "Install it: ./inv netbox.views --apply --reason WHY"
    tr_remedy = "Kurulmalı: ./inv netbox.views --apply --reason NEDEN"


class ViewUnreadable(ViewsError):
    """Fields: name, detail."""

    code = "VWS-004"
    en = "The export is not what its template gives: {name}: {detail}"
    tr = "Döküm, şablonunun verdiği biçimde değil: {name}: {detail}"
    en_remedy = "Install the template anew: ./inv netbox.views --apply --reason WHY"
    tr_remedy = "Şablon yeniden kurulmalı: ./inv netbox.views --apply --reason NEDEN"
