"""The order of goAML's elements, written down from its description and from nothing of ours, and a checker that
reads a file by it. An optional element may lack; nothing stands where it isn't named."""

from __future__ import annotations

from lxml import etree

PERSON = (
    "gender title first_name middle_name prefix last_name birthdate birth_place country_of_birth mothers_name"
    " alias full_name_frn previous_names ssn passport_number passport_country id_number nationality1 nationality2"
    " nationality3 residence residence_since phones addresses email occupation employer_name identifications"
    " identification deceased tax_number tax_reg_number source_of_wealth peps comments"
)
PARTY = "role person|entity|account country is_suspected significance reason comments"
SEQUENCES = {
    "report": "schema_version rentity_id rentity_branch submission_code report_code entity_reference"
    " fiu_ref_number submission_date currency_code_local reporting_person|reporting_user_code location reason"
    " action transaction|activity report_indicators additional_information",
    "report_indicators": "indicator",
    "transaction": "transactionnumber internal_ref_number transaction_location transaction_description"
    " date_transaction transmode_code transmode_comment amount_local involved_parties goods_services comments",
    "involved_parties": "party",
    "party": PARTY,
    "activity": "report_parties goods_services",
    "report_parties": "report_party",
    "report_party": PARTY,
    "goods_services": "item",
    "item": "item_type estimated_value status_code currency_code size address registration_number",
    "person": PERSON,
    "reporting_person": PERSON,
    "director_id": f"{PERSON} role",
    "entity": "name commercial_name incorporation_legal_form incorporation_number business phones addresses"
    " email url incorporation_state incorporation_country_code director_id incorporation_date tax_number comments",
    "phones": "phone",
    "addresses": "address",
    "identifications": "identification",
    "identification": "type number issue_date expiry_date issued_by issue_country",
    "phone": "tph_contact_type tph_communication_type tph_country_prefix tph_number",
    "location": "address_type address town city zip country_code state",
    "address": "address_type address town city zip country_code state",
}
# What has to be there, by goAML itself; `|`: one of them.
NEEDED = {
    "report": "rentity_id submission_code report_code entity_reference submission_date currency_code_local"
    " transaction|activity report_indicators",
    "transaction": "transactionnumber transaction_location transaction_description date_transaction transmode_code"
    " amount_local involved_parties",
    "party": "role person|entity|account",
    "report_party": "person|entity|account",
    "activity": "report_parties",
    "person": "first_name last_name",
    "entity": "name",
    "address": "address city country_code",
    "location": "address city country_code",
}
MANY = {"indicator", "party", "report_party", "item", "phone", "address", "identification", "transaction"}


def problems(content: bytes) -> list[str]:
    """What is wrong with the order, the number or the presence of elements; nothing for a good file."""
    root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    if root.tag != "report":
        return [f"the root is {root.tag}"]
    return _within(root)


def _within(element: etree._Element) -> list[str]:
    inside = [str(child.tag) for child in element]
    path = element.getroottree().getpath(element)
    if not inside:
        if not (element.text or "").strip():
            return [f"{path}: empty"]
        return []
    sequence = SEQUENCES.get(str(element.tag), "").split()
    if not sequence:
        return [f"{path}: holds others"]
    found, at = [], 0
    for tag in inside:
        place = next((n for n, names in enumerate(sequence) if tag in names.split("|")), None)
        if place is None:
            found.append(f"{path}: {tag} doesn't belong")
        elif place < at:
            found.append(f"{path}: {tag} comes too late")
        else:
            at = place
        if inside.count(tag) > 1 and tag not in MANY:
            found.append(f"{path}: {tag} more than once")
    for names in NEEDED.get(str(element.tag), "").split():
        if not set(names.split("|")) & set(inside):
            found.append(f"{path}: no {names}")
        if sum(one in inside for one in names.split("|")) > 1:
            found.append(f"{path}: several of {names}")
    for child in element:
        found += _within(child)
    return found
