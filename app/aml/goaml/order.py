"""Which elements stand in which other ones, and in what order. Source: goAML's XML."""

from __future__ import annotations

ORDER: dict[str, tuple[str, ...]] = {
    "report": (
        "schema_version",
        "rentity_id",
        "rentity_branch",
        "submission_code",
        "report_code",
        "entity_reference",
        "fiu_ref_number",
        "submission_date",
        "currency_code_local",
        "reporting_person",
        "reporting_user_code",
        "location",
        "reason",
        "action",
        "transaction",
        "activity",
        "report_indicators",
        "additional_information",
    ),
    "report_indicators": ("indicator",),
    "transaction": (
        "transactionnumber",
        "internal_ref_number",
        "transaction_location",
        "transaction_description",
        "date_transaction",
        "transmode_code",
        "transmode_comment",
        "amount_local",
        "involved_parties",
        "goods_services",
        "comments",
    ),
    "involved_parties": ("party",),
    "party": ("role", "person", "entity", "country", "is_suspected", "significance", "reason", "comments"),
    "activity": ("report_parties", "goods_services"),
    "report_parties": ("report_party",),
    "report_party": ("role", "person", "entity", "country", "is_suspected", "significance", "reason", "comments"),
    "goods_services": ("item",),
    "item": (
        "item_type",
        "estimated_value",
        "status_code",
        "currency_code",
        "size",
        "address",
        "registration_number",
    ),
    "t_person": (
        "gender",
        "title",
        "first_name",
        "last_name",
        "birthdate",
        "birth_place",
        "alias",
        "ssn",
        "passport_number",
        "passport_country",
        "id_number",
        "nationality1",
        "nationality2",
        "nationality3",
        "residence",
        "phones",
        "addresses",
        "email",
        "occupation",
        "identifications",
        "identification",
        "comments",
        # Of a director alone: what he is there.
        "role",
    ),
    "t_entity": (
        "name",
        "commercial_name",
        "incorporation_legal_form",
        "incorporation_number",
        "business",
        "phones",
        "addresses",
        "email",
        "incorporation_country_code",
        "director_id",
        "incorporation_date",
        "comments",
    ),
    "phones": ("phone",),
    "addresses": ("address",),
    "identifications": ("identification",),
    "t_address": ("address_type", "address", "town", "city", "zip", "country_code", "state"),
    "t_phone": ("tph_contact_type", "tph_communication_type", "tph_country_prefix", "tph_number"),
    "t_person_identification": (
        "type",
        "number",
        "issue_date",
        "expiry_date",
        "issued_by",
        "issue_country",
    ),
}
"""By kind of element: what may stand in it. `party`: of a transaction; `report_party`: of an activity."""
KINDS = {
    "person": "t_person",
    "reporting_person": "t_person",
    "director_id": "t_person",
    "entity": "t_entity",
    "location": "t_address",
    "phone": "t_phone",
    "identification": "t_person_identification",
}
"""The kind of an element that isn't called after it; of `address` it depends on where it stands."""


def kind_of(tag: str, within: str = "") -> str:
    """The kind of an element; an `address` in an address is a line of text, elsewhere one that holds others."""
    if tag == "address" and within != "t_address":
        return "t_address"
    return KINDS.get(tag, tag)


def place_of(tag: str, within: str) -> int:
    """Where an element stands in one of that kind. Raises ValueError where it may not stand at all."""
    return ORDER[within].index(tag)
