from __future__ import annotations

from lab.netbox.paths import target_of
from lab.netbox.schema import BY_ENDPOINT, MODELS
from lab.netbox.serialize import _WRITERS as WRITERS


def test_every_relation_filter_leads_to_the_model_it_names() -> None:
    wrong = [
        (label, name)
        for label, model in MODELS.items()
        for name, each in model.filters.items()
        if each.kind in {"ref", "tree"} and each.of in MODELS and target_of(label, each.path) not in {each.of, None}
    ]
    assert wrong == []


def test_every_brief_field_can_be_answered() -> None:
    for label, model in MODELS.items():
        answered = {name for name, _, _ in WRITERS[label]}
        assert {*model.brief, *model.nested} - {"key"} <= answered, label


def test_every_model_has_its_own_endpoint() -> None:
    assert len(BY_ENDPOINT) == len(MODELS)


def test_a_unique_rule_names_fields_of_its_model() -> None:
    for model in MODELS.values():
        for rule in model.unique:
            assert {*rule.fields, *([rule.when_null] if rule.when_null else [])} <= {*model.fields, "_site"}, (
                model.label
            )
