"""Export templates: a list as a template of NetBox's own makes it, on the way that the auditors' views and the feed take."""

from __future__ import annotations

import json
from collections.abc import Iterator
from email.header import decode_header, make_header
from typing import Any

import httpx
import pytest

from .client import Api, Yard, cleared
from .plant import Plant, interface, prefix, vrf
from .test_access import NO_PERMISSION, Clerk

PATH = "extras/export-templates"


class Ground:
    """Two devices with ports, an address and a cable between them, and a switch role of their own."""

    def __init__(self, yard: Yard, plant: Plant) -> None:
        self.yard = yard
        self.tag = yard.named("extras/tags")
        self.other_tag = yard.named("extras/tags", "z", weight=2000)
        self.region = yard.named("dcim/regions")
        self.site = yard.named("dcim/sites", region=self.region["id"], latitude=41.5)
        self.rack = yard.make("dcim/racks", name=yard.name("rack"), site=self.site["id"])
        self.device = plant.device(
            yard,
            site=self.site["id"],
            rack=self.rack["id"],
            position=4,
            face="front",
            serial="AB12",
            tags=[self.other_tag["id"], self.tag["id"]],
        )
        self.other = plant.device(yard, "sw02", site=self.site["id"], status="planned")
        self.port = interface(yard, self.device)
        self.svi = interface(yard, self.device, "Vlan10", type="virtual")
        self.far = interface(yard, self.other)
        self.cable = yard.make(
            "dcim/cables",
            a_terminations=[{"object_type": "dcim.interface", "object_id": self.port["id"]}],
            b_terminations=[{"object_type": "dcim.interface", "object_id": self.far["id"]}],
            length=2.5,
            length_unit="m",
        )
        self.vrf = vrf(yard)
        self.prefix = prefix(yard, "192.0.2.0/24", self.vrf, scope_type="dcim.site", scope_id=self.site["id"])
        self.address = yard.make(
            "ipam/ip-addresses",
            address="192.0.2.1/24",
            vrf=self.vrf["id"],
            assigned_object_type="dcim.interface",
            assigned_object_id=self.svi["id"],
        )
        self.mac = yard.make(
            "dcim/mac-addresses",
            mac_address="02:00:00:00:0a:01",
            assigned_object_type="dcim.interface",
            assigned_object_id=self.svi["id"],
        )
        yard.api.patch(f"dcim/devices/{self.device['id']}", {"primary_ip4": self.address["id"]})

    def template(self, yard: Yard, code: str, on: str, **fields: Any) -> dict[str, Any]:
        fields = {"as_attachment": False, **fields}
        return yard.make(PATH, name=yard.name("t"), object_types=[on], template_code=code, **fields)

    def answer(self, yard: Yard, code: str, **query: Any) -> httpx.Response:
        """What a template on devices gives for the two of this ground, the older one first."""
        made = self.template(yard, code, "dcim.device")
        query = {"site_id": self.site["id"], "ordering": "id", **query}
        return yard.api.call("GET", "dcim/devices", export=made["name"], **query)


@pytest.fixture(scope="module")
def ground(api: Api, plant: Plant) -> Iterator[Ground]:
    with cleared(Yard(api)) as yard:
        yield Ground(yard, plant)


DEVICE_COLUMNS = (
    "id created last_updated custom_field_data description comments local_context_data config_template_id device_type_id "
    "role_id tenant_id platform_id name serial asset_tag site_id location_id rack_id position face status airflow "
    "primary_ip4_id primary_ip6_id oob_ip_id cluster_id virtual_chassis_id vc_position vc_priority latitude longitude "
    "console_port_count console_server_port_count power_port_count power_outlet_count interface_count front_port_count "
    "rear_port_count device_bay_count module_bay_count inventory_item_count config_context_data"
)
DEVICES = [
    ("{{ queryset|length }} {{ queryset.count() }} {{ queryset.exists() }}", "2 2 True"),
    ("{% for d in queryset %}{{ d.site.region.slug }},{{ d.serial }};{% endfor %}", "{p},AB12;{p},;"),
    ("{{ queryset.first().rack.name }}|{{ queryset.last().rack.name }}", "{p}-rack|"),
    ("{{ queryset[0].get_status_display() }} {{ queryset[1].status }}", "Active planned"),
    ("{{ queryset[0].get_face_display() }} {{ queryset[0].position }} {{ queryset[1].position }}", "Front 4.0 None"),
    ("{{ queryset.first().primary_ip4.address.ip }} {{ queryset.first().primary_ip }}", "192.0.2.1 192.0.2.1/24"),
    ("{{ queryset.first().primary_ip.address.prefixlen + 1 }}", "25"),
    ("{{ queryset.first() }} {{ queryset.first().pk == queryset.first().id }}", "{p}-sw01 True"),
    ("{{ queryset.first().get_absolute_url() }}", "/dcim/devices/{device}/"),
    ("{{ queryset.first().site_id }} {{ queryset.first().tenant_id }}", "{site} None"),
    ("{{ queryset.first().tags.all()|map(attribute='slug')|join(',') }}", "{p},{p}-z"),
    ("{{ queryset.first().tags.names()|sort|join(',') }}", "{p},{p}-z"),
    ("{{ queryset.first().tags.slugs()|list|length }} {{ queryset.first().tags.count() }}", "2 2"),
    ("{{ queryset.first().interfaces.all()|map(attribute='name')|join(',') }}", "Gi1/0/1,Vlan10"),
    ("{{ queryset.first().interfaces.filter(type='virtual').first().name }}", "Vlan10"),
    ("{{ queryset.first().interfaces.exclude(type='virtual').count() }}", "1"),
    ("{% for i in queryset.first().interfaces.order_by('-name') %}{{ i.name }};{% endfor %}", "Vlan10;Gi1/0/1;"),
    ("{{ queryset.first().site.devices.count() }} {{ queryset.first().rack.devices.first().serial }}", "2 AB12"),
    ("{{ queryset.first().custom_field_data.get('nope') }} {{ queryset.first().cf.nope }}|", "None |"),
    ("{{ queryset.first().device_type.manufacturer.slug }}", "{plant}"),
    ("{{ queryset.first().created.year > 2020 }} {{ queryset.first().nope }}", "True "),
    ("{{ queryset.values_list('id', 'site__slug', 'rack__name')|list }}", "[({device}, '{p}', '{p}-rack'), ({other}, '{p}', None)]"),
    ("{{ queryset.values_list('serial', flat=True)|list }}", "['AB12', '']"),
    ("{{ queryset.values('id', 'site', 'rack_id')|first }}", "{{'id': {device}, 'site': {site}, 'rack_id': {rack}}}"),
    ("{{ queryset.values()|first|list|join(' ') }}", DEVICE_COLUMNS),
    ("{{ (queryset.values()|first).rack_id }} {{ (queryset.values_list()|first)[13:15]|list }}", "{rack} ['AB12', None]"),
    ("{{ queryset.values_list(flat=True)|list }}", "[{device}, {other}]"),
    ("{{ (queryset.values_list('id', 'status', named=True)|last).status }}", "planned"),
    ("{{ queryset.values_list('id', 'status', named=True)|first }}", "Row(id={device}, status='active')"),
    ("{% set r = (queryset.first().site.region.children.model.objects.values()|first) %}{{ r.rght - r.lft }} {{ r.level }}", "1 0"),
    ("{{ queryset.first().interfaces.values_list('_name', 'module_id')|last }}", "('9999999999999999Vlan000010............', None)"),
    ("{{ (queryset.first().interfaces.all()[0].cable.terminations.values()|first)._device_id == queryset.first().id }}", "True"),
    ("{{ queryset.values_list('position', 'site__latitude')|first }}", "(Decimal('4.0'), Decimal('41.500000'))"),
    ("{{ queryset.values_list('primary_ip4__address', flat=True)|first }}", "192.0.2.1/24"),
    ("{{ queryset.values_list('tags__slug', flat=True)|list|length }}", "3"),
    ("{{ queryset.values_list('id', 'interfaces__name')|list|length }}", "3"),
    ("{{ queryset.filter(status='planned').values_list('id', flat=True)|list }}", "[{other}]"),
    ("{{ queryset.filter(site__region__slug__in=['{p}'], serial='')|length }}", "1"),
    ("{{ queryset.filter(rack__isnull=True)|length }} {{ queryset.filter(rack=None)|length }}", "1 1"),
    ("{{ queryset.filter(tags__slug__startswith='{p}')|length }}", "1"),  # a list filtered by its site is distinct
    ("{{ queryset.first().site.devices.filter(tags__slug__startswith='{p}')|length }}", "2"),
    ("{{ queryset.first().site.devices.filter(tags__slug__startswith='{p}').distinct()|length }}", "1"),
    ("{{ queryset.exclude(tags__slug='{p}').first().status }}", "planned"),
    ("{{ queryset.exclude(rack__name='{p}-rack')|length }}", "1"),
    ("{{ queryset.filter(name__iendswith='SW02', id__gte=1)|length }}", "1"),
    ("{{ queryset.filter(site=queryset.first().site).count() }}", "2"),
    ("{{ queryset.filter(custom_field_data__nope='x').count() }}", "0"),
    ("{{ queryset.order_by('-status', 'name').values_list('status', flat=True)|join(' ') }}", "planned active"),
    ("{{ queryset.order_by('rack__name').first().serial }}", "AB12"),
    ("{{ queryset.values_list('site__slug', flat=True).distinct()|list|length }}", "2"),
    ("{{ queryset.order_by().values_list('site__slug', flat=True).distinct()|list|length }}", "1"),
    ("{{ queryset.none()|length }} {{ queryset.get(serial='AB12').status }} {{ queryset[:1]|length }}", "0 active 1"),
    ("{% if queryset.filter(serial='x') %}a{% else %}b{% endif %}", "b"),
    ("{{ queryset.select_related('site').prefetch_related('tags').all()|map(attribute='status')|list|tojson }}", '["active", "planned"]'),
    ("{{ queryset|groupby('site.slug')|map(attribute='grouper')|list }}", "['{p}']"),
    ("{{ queryset.values_list('created__year', flat=True)|first > 2020 }}", "True"),
    ("{{ queryset.first().interfaces.all()[0].connected_endpoints[0].device.status }}", "planned"),
    ("{{ queryset.first().interfaces.all()[0].link_peers[0].parent_object == queryset.last() }}", "True"),
    ("{{ queryset.first().interfaces.all()[1].connected_endpoints }}", "[]"),
    ("{{ queryset.first().interfaces.all()[0].cable.length }}", "2.50"),
    ("{{ queryset.first().interfaces.get(name='Vlan10').ip_addresses.first().dns_name }}|", "|"),
    ("{{ queryset.first().interfaces.get(name='Vlan10').mac_addresses.all()|join(',') }}", "02:00:00:00:0A:01"),
    ("{{ queryset.first().vc_master_for }}|{{ queryset.first().virtual_chassis.name }}", "|"),
    ("{{ queryset.first().location.site.name }}", UndefinedError := "UndefinedError"),
    ("{{ '<ş>'|tojson }} {{ ['ğ']|tojson }} {{ '<b>'|e }}", '"\\u003c\\u015f\\u003e" ["\\u011f"] &lt;b&gt;'),
    ("a\r\nb", "a\nb"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "text"), DEVICES, ids=[str(at) for at in range(len(DEVICES))])
def test_a_template_reads_devices(ground: Ground, plant: Plant, yard: Yard, code: str, text: str) -> None:
    names = {
        "p": ground.yard.prefix,
        "plant": plant.prefix,
        **{name: getattr(ground, name)["id"] for name in ("device", "other", "site", "rack")},
    }
    answer = ground.answer(yard, code.replace("{p}", ground.yard.prefix))
    if text == UndefinedError:
        assert (answer.status_code, answer.json()["exception"]) == (500, text)
        return
    assert (answer.status_code, answer.text) == (200, text.format(**names) if "{" in text else text)


OTHERS = [
    (
        "dcim.cable",
        "dcim/cables",
        "{% for c in queryset %}{{ c.a_terminations[0].device.name }}-{{ c.b_terminations[0].name }}{% endfor %}",
        "{p}-sw01-Gi1/0/1",
    ),
    (
        "dcim.cable",
        "dcim/cables",
        (
            "{% set kind = 'terminations__termination_type__model' %}{% set end = 'terminations__cable_end' %}"
            "{{ queryset.values_list(end, 'terminations__termination_id', kind)|join }}"
        ),
        "('A', {port}, 'interface')('B', {far}, 'interface')",
    ),
    (
        "dcim.interface",
        "dcim/interfaces",
        "{{ queryset.values_list('name', 'device__name', 'cable_id', 'cable_end', '_site__slug')|list }}",
        "[('Vlan10', '{p}-sw01', None, {end}, '{p}')]",
    ),
    (
        "dcim.interface",
        "dcim/interfaces",
        "{{ queryset.values_list('ip_addresses__address', 'mac_addresses__mac_address')|first|join(' ') }}",
        "192.0.2.1/24 02:00:00:00:0A:01",
    ),
    (
        "ipam.ipaddress",
        "ipam/ip-addresses",
        (
            "{{ queryset.values_list('address', 'assigned_object_id', 'assigned_object_type__model', 'interface__name', "
            "'interface__device__name', 'vminterface__name')|first|join(' ') }}"
        ),
        "192.0.2.1/24 {svi} interface Vlan10 {p}-sw01 None",
    ),
    (
        "ipam.ipaddress",
        "ipam/ip-addresses",
        "{% for a in queryset %}{{ a.assigned_object.device }} {{ a.family }} {{ a.vrf.rd }} {{ a.address.ip }}{% endfor %}",
        "{p}-sw01 4 {p}:vrf 192.0.2.1",
    ),
    (
        "ipam.prefix",
        "ipam/prefixes",
        "{{ queryset.values_list('prefix', 'scope_type__model', 'scope_id', '_site__slug', '_depth')|first|join(' ') }}",
        "192.0.2.0/24 site {site} {p} 0",
    ),
    (
        "ipam.prefix",
        "ipam/prefixes",
        "{% for p in queryset %}{{ p.scope.slug }} {{ p.prefix.version }} {{ p.get_utilization()|round(4) }}{% endfor %}",
        "{p} 4 0.3937",
    ),
    (
        "dcim.site",
        "dcim/sites",
        "{% for s in queryset %}{{ s.device_count }} {{ s.region.get_descendants(include_self=True)|length }}{% endfor %}",
        "2 1",
    ),
    (
        "dcim.site",
        "dcim/sites",
        "{{ queryset.values_list('id', 'device_count', 'rack_count')|list }}",
        "[({site}, 2, 1)]",
    ),
]


@pytest.mark.parametrize(("on", "path", "code", "text"), OTHERS, ids=[f"{at}" for at in range(len(OTHERS))])
def test_a_template_reads_other_kinds(
    api: Api, ground: Ground, yard: Yard, on: str, path: str, code: str, text: str
) -> None:
    made = ground.template(yard, code, on)
    ids = {"dcim.cable": "cable", "dcim.interface": "svi", "ipam.ipaddress": "address"}
    ids |= {"ipam.prefix": "prefix", "dcim.site": "site"}
    answer = api.call("GET", path, export=made["name"], id=getattr(ground, ids[on])["id"])
    numbers = {name: getattr(ground, name)["id"] for name in ("port", "far", "svi", "site")}
    ends = [text.format(p=ground.yard.prefix, end=end, **numbers) for end in ("None", "''")]
    assert answer.status_code == 200
    assert answer.text in ends  # an end that never had a cable is null, one that lost its cable is empty


def test_values_come_as_json_where_a_template_says_so(ground: Ground, yard: Yard) -> None:
    code = (
        "[{% for row in queryset.values_list('id', 'name', 'last_updated', 'position', 'custom_field_data') %}"
        "[{{ row[0] }},{{ row[1]|tojson }},{{ row[2].isoformat()|tojson }},{{ row[3]|string|tojson }},"
        "{{ row[4]|tojson }}]{{ ',' if not loop.last }}{% endfor %}]"
    )
    rows = json.loads(ground.answer(yard, code).text)
    assert [row[:2] for row in rows] == [[one["id"], one["name"]] for one in (ground.device, ground.other)]
    one = yard.api.get(f"dcim/devices/{ground.device['id']}")
    assert rows[0][2].replace("+00:00", "Z") == one["last_updated"]
    assert rows[0][3] == "4.0"
    assert isinstance(rows[0][4], dict)


@pytest.mark.parametrize(
    ("code", "exception"),
    [
        ("{% for x in %}", "TemplateSyntaxError"),
        ("{{ queryset.first().nope.x }}", "UndefinedError"),
        ("{{ queryset.values_list('nope') }}", "FieldError"),
        ("{{ queryset.filter(nope=1) }}", "FieldError"),
        ("{{ queryset.order_by('nope') }}", "FieldError"),
        ("{{ queryset.filter(site='x')|length }}", "ValueError"),
        ("{{ queryset.values_list('created')|list|tojson }}", "TypeError"),
        ("{{ queryset.delete() }}", "SecurityError"),
        ("{{ queryset.first().delete() }}", "SecurityError"),
        ("{{ queryset.first().__class__.__mro__ }}", "SecurityError"),
        ("{% for x in queryset.first().interfaces %}{% endfor %}", "TypeError"),
        ("{{ queryset.get(id=0) }}", "DoesNotExist"),
        ("{{ queryset.get() }}", "MultipleObjectsReturned"),
        ("{{ queryset[:1].filter(id=1) }}", "TypeError"),
        ("{% do 1 %}", "TemplateSyntaxError"),
        ("{{ 1 // 0 }}", "ZeroDivisionError"),
        ("{{ 'x'|nope }}", "TemplateAssertionError"),
    ],
)
def test_what_goes_wrong_in_a_template_is_a_server_error_with_its_name(
    ground: Ground, yard: Yard, code: str, exception: str
) -> None:
    answer = ground.answer(yard, code)
    assert (answer.status_code, answer.headers["Content-Type"]) == (500, "application/json")
    assert answer.json()["exception"] == exception
    assert set(answer.json()) == {"error", "exception", "netbox_version", "python_version"}


def test_a_missing_columns_error_names_it(ground: Ground, yard: Yard) -> None:
    error = ground.answer(yard, "{{ queryset.values_list('nope') }}").json()["error"]
    assert error.startswith("Cannot resolve keyword 'nope' into field. Choices are: airflow, asset_tag, ")


def test_jinjas_own_parameters_are_the_templates(ground: Ground, yard: Yard) -> None:
    code = "{% for d in queryset %}\n{% do queryset.count() %}\n{{ d.status }}\n{% endfor %}"
    parameters = {"trim_blocks": True, "extensions": ["jinja2.ext.do"], "undefined": "jinja2.StrictUndefined"}
    made = ground.template(yard, code, "dcim.device", environment_params=parameters)
    query = {"export": made["name"], "site_id": ground.site["id"], "ordering": "id"}
    assert yard.api.call("GET", "dcim/devices", **query).text == "active\nplanned\n"
    yard.api.patch(f"{PATH}/{made['id']}", {"template_code": "{{ nope }}"})
    assert yard.api.call("GET", "dcim/devices", **query).json()["exception"] == "UndefinedError"


def test_the_lists_filters_order_and_search_count_and_its_pages_do_not(ground: Ground, yard: Yard) -> None:
    code = "{{ queryset.values_list('status', flat=True)|join(',') }}"
    assert ground.answer(yard, code, limit=1).text == "active,planned"
    assert ground.answer(yard, code, offset=1).text == "active,planned"
    assert ground.answer(yard, code, ordering="-id").text == "planned,active"
    assert ground.answer(yard, code, status="planned").text == "planned"
    assert ground.answer(yard, code, q="sw02").text == "planned"
    assert ground.answer(yard, code, fields="id", brief="1").text == "active,planned"
    assert ground.answer(yard, code, status="nope").status_code == 400
    assert ground.answer(yard, code, status="offline").text == ""


def test_a_name_that_no_template_of_the_kind_has_is_not_found(api: Api, ground: Ground, yard: Yard) -> None:
    made = ground.template(yard, "x", "dcim.device")
    assert api.call("GET", "dcim/devices", export=made["name"]).text == "x"
    for path, name in (("dcim/sites", made["name"]), ("dcim/devices", f"{made['name']}-no"), ("dcim/devices", "")):
        answer = api.call("GET", path, export=name)
        assert (answer.status_code, answer.json()) == (404, {"detail": "Not found."})


def test_kinds_without_templates_pay_no_heed_to_the_parameter(api: Api) -> None:
    assert api.get("core/object-changes", export="nope", limit=1)["results"]


def test_the_answer_says_what_it_is(api: Api, ground: Ground, yard: Yard) -> None:
    made = ground.template(yard, "ş", "dcim.site", as_attachment=False)
    query = {"export": made["name"], "id": ground.site["id"]}
    plain = api.call("GET", "dcim/sites", **query)
    assert plain.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "Content-Disposition" not in plain.headers
    assert plain.content == "ş".encode()
    assert plain.headers["API-Version"]

    def header(**fields: Any) -> str:
        api.patch(f"{PATH}/{made['id']}", fields)
        answer = api.call("GET", "dcim/sites", **query)
        assert answer.headers["Content-Type"] == fields["mime_type"]
        return answer.headers["Content-Disposition"]

    csv = {"as_attachment": True, "mime_type": "text/csv; charset=utf-8"}
    assert header(**csv) == 'attachment; filename="netbox_sites"'
    assert header(**csv, file_extension="csv") == 'attachment; filename="netbox_sites.csv"'
    assert header(**csv, file_name="okul") == 'attachment; filename="okul.csv"'
    assert header(**csv, file_name="Agac") == 'attachment; filename="Agac.csv"'
    encoded = header(**csv, file_name="Ağaç")
    assert str(make_header(decode_header(encoded))) == 'attachment; filename="Ağaç.csv"'
    query["id"] = 0
    api.patch(f"{PATH}/{made['id']}", {"file_name": ""})
    assert api.call("GET", "dcim/sites", **query).headers["Content-Disposition"] == 'attachment; filename="output.csv"'


def test_a_byte_order_mark_and_signs_beyond_ascii_pass(ground: Ground, yard: Yard) -> None:
    answer = ground.answer(yard, "\ufeffAd;Tür\r\nİğne;ŞÖ\r\n")
    assert answer.content == "\ufeffAd;Tür\nİğne;ŞÖ".encode()  # Jinja takes a last line's end away


def test_a_template_shows_only_what_its_reader_may_see(ground: Ground, yard: Yard) -> None:
    made = ground.template(yard, "{{ queryset.values_list('slug', flat=True)|join(',') }}", "dcim.site")
    other = yard.named("dcim/sites", "other")
    clerk = Clerk(yard)
    as_clerk, _ = clerk.token()
    both = {"export": made["name"], "id": [ground.site["id"], other["id"]]}
    assert as_clerk.call("GET", "dcim/sites", **both).json() == NO_PERMISSION
    clerk.may("view", constraints={"slug": other["slug"]})
    assert as_clerk.call("GET", "dcim/sites", **both).text == other["slug"]
    assert as_clerk.refused("GET", PATH, status=403) == NO_PERMISSION


def test_a_template_follows_relations_past_what_its_reader_may_see(ground: Ground, yard: Yard) -> None:
    made = ground.template(
        yard, "{{ queryset.values_list('region__slug')|list }}{{ queryset.first().region }}", "dcim.site"
    )
    clerk = Clerk(yard)
    as_clerk, _ = clerk.token()
    clerk.may("view")
    answer = as_clerk.call("GET", "dcim/sites", export=made["name"], id=ground.site["id"])
    assert answer.text == f"[('{ground.region['slug']}',)]{ground.region['slug']}"


def test_a_reserved_name_is_refused(api: Api, yard: Yard) -> None:
    body = {"name": "Table", "object_types": ["dcim.site"], "template_code": "x"}
    assert api.refused("POST", PATH, body) == {"name": ['"Table" is a reserved name. Please choose a different name.']}


def test_custom_fields_come_as_what_they_are(api: Api, ground: Ground, yard: Yard) -> None:
    names = {kind: f"{yard.prefix}_{kind}" for kind in ("date", "integer", "select", "object", "decimal")}
    choices = yard.make("extras/custom-field-choice-sets", name=yard.name(), extra_choices=[["a", "Alfa"]])
    extra: dict[str, dict[str, Any]] = {
        "select": {"choice_set": choices["id"]},
        "object": {"related_object_type": "dcim.site"},
    }
    for kind, name in names.items():
        yard.make("extras/custom-fields", name=name, type=kind, object_types=["tenancy.tenant"], **extra.get(kind, {}))
    values: dict[str, Any] = {"date": "2026-11-22", "integer": 3, "select": "a", "object": ground.site["id"]}
    tenant = yard.named("tenancy/tenants", custom_fields={names[kind]: value for kind, value in values.items()})
    code = (
        "{% for t in queryset %}{% set c = t.cf %}{{ c['@date'].year }} {{ c['@integer'] + 1 }} {{ c['@select'] }} "
        "{{ c['@object'].region.slug }} {{ c['@decimal'] }} {{ t.custom_field_data['@object'] }} "
        "{{ t.custom_field_data['@date'] }}{% endfor %} "
        "{{ queryset.filter(custom_field_data__@integer__gt=2).count() }} "
        "{{ queryset.values_list('custom_field_data__@select', 'custom_field_data__@decimal')|list }}"
    ).replace("@", f"{yard.prefix}_")
    made = ground.template(yard, code, "tenancy.tenant")
    region, site = ground.region["slug"], ground.site["id"]
    expected = f"2026 4 a {region} None {site} 2026-11-22 1 [('a', None)]"
    assert api.call("GET", "tenancy/tenants", export=made["name"], id=tenant["id"]).text == expected
