"""What NetBox holds of every kind, in one small request: an export template that tells counts and newest times alone.

NetBox takes about 30 ms for any list, however little is asked for, and three times that for devices and interfaces; to
look so at the forty lists that a pull rests on would take longer than to read them. The template goes from the kind of
object that it is installed for to all others, by NetBox's content types, and counts them whatever the token may see: so
where it counts more than was read, something is hidden. It tells nothing that objects hold; of config contexts it tells
the ids of what they are assigned by, and of the change log, after all else, its newest ids.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from netbox_sync.client import OBJECT_TYPES, NetBox
from netbox_sync.pull import changelog, contexts
from netbox_sync.pull.changelog import Tail
from netbox_sync.pull.columns import QUERIES
from netbox_sync.pull.reader import Stamp, moment
from netbox_sync.pull.template import Template

PATHS: Final = tuple(dict.fromkeys(path for query in QUERIES.values() for path in (query.path, *query.guards)))
"""The lists that are told of: those of a snapshot, and those that NetBox computes some columns from."""


class Told(NamedTuple):
    """`stamps` by path, and the end of the change log as it was after these; `assigned`: what active config contexts are
    assigned by, ids for each kind of assignment, where that was asked for and there is any tag."""

    stamps: Mapping[str, Stamp]
    tail: Tail
    assigned: Mapping[str, frozenset[int]] | None


def look(netbox: NetBox, *, contexts_too: bool = False) -> Told:
    """What NetBox tells now; of config contexts if that is wanted. Raises FeedUnusable, and what the client raises."""
    answer = TEMPLATE.answer(netbox, {"fields": "id"} if contexts_too else {"fields": "id", "id": _NO_ID})
    try:
        stamps = {path: Stamp(int(count), moment(newest)) for path, (count, newest) in answer["stamps"].items()}
        tail = Tail(tuple(map(int, answer["log"])), moment(answer["logged"]))
        assigned = answer["assigned"]
        found = assigned and {name: frozenset(map(int, ids)) for name, ids in assigned.items() if ids}
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise TEMPLATE.misshapen(error) from error
    if stamps.keys() != set(PATHS):
        raise TEMPLATE.misshapen(", ".join(sorted(stamps.keys() ^ set(PATHS))))
    return Told(stamps, tail, found)


_NO_ID: Final = 0


def _body() -> str:
    """`"stamps": {path: [count, newest or null]}, "log": [newest id, …], "logged": the newest's time or null, "assigned":
    {assignment: [id, …]}`, or null where no tag is asked for.

    One statement counts all lists. What is gone through is one text: NetBox compiles a template for each answer, a list of
    forty takes it 10 ms.
    """
    lists = ";".join(f"{path}.{OBJECT_TYPES[path]}" for path in PATHS)
    stamps = (
        "{% set told = namespace(all=[]) %}"
        f'{{% for each in "{lists}".split(";") %}}{{% set path, app, model = each.split(".") %}}'
        "{% set all = kinds.get_by_natural_key(app, model).model_class().objects.order_by() %}"
        "{% set columns = {'path': \"'\" ~ path ~ \"'\", 'held': 'count(*)', 'newest': 'max(last_updated)'} %}"
        "{% set told.all = told.all + [all.extra(select=columns).values_list('path', 'held', 'newest')] %}{% endfor %}"
        "{% for path, held, newest in told.all[0].union(*told.all[1:], all=True) %}"
        '"{{ path }}":[{{ held }},{{ (newest|string if newest else none)|tojson }}]'
        '{{ "," if not loop.last }}{% endfor %}'
    )
    log = (
        "{% set log = kinds.get_by_natural_key('core', 'objectchange').model_class().objects.order_by('-id') %}"
        f"\"log\":{{{{ log.values_list('id', flat=True)[:{changelog.TAIL}]|list|tojson }}}},"
        "\"logged\":{{ log.values_list('time', flat=True)[:1]|map('string')|first|default(none)|tojson }}"
    )
    assigned = (
        "{% set active = kinds.get_by_natural_key('extras', 'configcontext').model_class().objects.filter(is_active=True) %}"
        f'{{% for name in "{" ".join(contexts.ASSIGNED_BY)}".split() %}}'
        '"{{ name }}":{{ active.order_by().values_list(name, flat=True)|select|list|tojson }}'
        '{{ "," if not loop.last }}{% endfor %}'
    )
    return f'"stamps":{{ {stamps}}},{log},"assigned":{{% if queryset.exists() %}}{{ {assigned}}}{{% else %}}null{{% endif %}}'


TEMPLATE: Final = Template(
    table="stamps",
    path="extras/tags",  # NetBox's cheapest list, whose objects know the kinds that they may be given to
    before="{% set kinds = queryset.model.object_types.field.related_model.objects %}",
    body=_body(),
)
