"""Small lists of each form, written by hand as their publishers write them; nobody in them exists."""

from __future__ import annotations

import io
import json
from typing import Any

from app.aml.lists.reading import Reading, read_list
from models.values import ListedEntry, ListFormat

EU_ENTITY = """
<sanctionEntity designationDetails="" unitedNationId="QDi.901" euReferenceNumber="EU.77.12" logicalId="4711">
 <remark>(UNSC RESOLUTION 9999)</remark>
 <regulation regulationType="regulation" publicationDate="2022-03-01" numberTitle="2022/1" programme="UKR">
  <publicationUrl>https://eur-lex.example.eu/1</publicationUrl>
 </regulation>
 <regulation regulationType="amendment" publicationDate="2021-06-30" numberTitle="2021/9" programme="TAQA"/>
 <subjectType code="person" classificationCode="P"/>
 <nameAlias firstName="" lastName="" wholeName="Abu Molenaar" function="" gender="" strong="false"/>
 <nameAlias firstName="Joost" middleName="Maria" lastName="VAN DER MOLEN" wholeName="Joost Maria VAN DER MOLEN"
   function="Head of the Mill" gender="M" nameLanguage="NL" strong="true"/>
 <nameAlias firstName="Йост" lastName="Ван дер Молен" wholeName="Йост Ван дер Молен" gender="M" strong="true"/>
 <nameAlias wholeName="The Miller" strong="true"><remark>Low quality a.k.a.</remark></nameAlias>
 <citizenship region="" countryIso2Code="NL" countryDescription="NETHERLANDS"/>
 <birthdate circa="false" calendarType="GREGORIAN" birthdate="1969-04-17" dayOfMonth="17" monthOfYear="4"
   year="1969" countryIso2Code="BE" countryDescription="BELGIUM"/>
 <birthdate circa="true" year="1970" countryIso2Code="00" countryDescription="UNKNOWN"/>
 <birthdate circa="false" yearRangeFrom="1968" yearRangeTo="1971" countryIso2Code="00"/>
 <birthdate circa="false" monthOfYear="2" year="1972" countryIso2Code="00"/>
 <birthdate circa="false" countryIso2Code="00" countryDescription="UNKNOWN" city="Nieuw-Zandegem"/>
 <address city="Yangon" street="Mill Road 3" poBox="" zipCode="11011" countryIso2Code="MM"
   countryDescription="MYANMAR"/>
 <identification number="EB 12-34.567" identificationTypeCode="passport" countryIso2Code="NL"/>
 <identification number="69.04.17-123.45" identificationTypeCode="NRN" countryIso2Code="00"
   countryDescription="UNKNOWN"/>
</sanctionEntity>"""
EU_COMPANY = """
<sanctionEntity euReferenceNumber="EU.78.1" logicalId="4712" designationDate="2020-01-31">
 <regulation programme="UKR" publicationDate="2022-03-01"/>
 <subjectType code="enterprise" classificationCode="E"/>
 <nameAlias wholeName="Molen &amp; Zonen BV" strong="true"/>
 <identification number="0123.456.789" identificationTypeCode="regnumber" countryIso2Code="BE"/>
</sanctionEntity>"""
UN_PERSON = """
<INDIVIDUAL>
 <DATAID>6900001</DATAID><VERSIONNUM>1</VERSIONNUM>
 <FIRST_NAME>TEUN</FIRST_NAME><SECOND_NAME>PIETER</SECOND_NAME><THIRD_NAME>ZONDERLAND</THIRD_NAME>
 <UN_LIST_TYPE>Al-Qaida</UN_LIST_TYPE><REFERENCE_NUMBER>QDi.901 </REFERENCE_NUMBER>
 <LISTED_ON>2012-12-31</LISTED_ON><NAME_ORIGINAL_SCRIPT>تون زوندرلاند</NAME_ORIGINAL_SCRIPT>
 <GENDER>Male</GENDER><COMMENTS1>Nobody.
   At all.</COMMENTS1>
 <DESIGNATION><VALUE>General</VALUE><VALUE>Treasurer</VALUE></DESIGNATION>
 <NATIONALITY><VALUE>Democratic Republic of the Congo</VALUE></NATIONALITY>
 <LIST_TYPE><VALUE>UN List</VALUE></LIST_TYPE>
 <INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Antonius Zonderland; Toon Zonderland</ALIAS_NAME>
 </INDIVIDUAL_ALIAS>
 <INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>Abu Teun</ALIAS_NAME></INDIVIDUAL_ALIAS>
 <INDIVIDUAL_ALIAS><QUALITY/><ALIAS_NAME/></INDIVIDUAL_ALIAS>
 <INDIVIDUAL_ADDRESS><STREET>Souk 12</STREET><CITY>Sanaa</CITY><COUNTRY>Yemen</COUNTRY></INDIVIDUAL_ADDRESS>
 <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><DATE>1971-02-28</DATE></INDIVIDUAL_DATE_OF_BIRTH>
 <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><YEAR>1972</YEAR></INDIVIDUAL_DATE_OF_BIRTH>
 <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>APPROXIMATELY</TYPE_OF_DATE><YEAR>1973</YEAR></INDIVIDUAL_DATE_OF_BIRTH>
 <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>BETWEEN</TYPE_OF_DATE><FROM_YEAR>1974</FROM_YEAR><TO_YEAR>1976</TO_YEAR>
 </INDIVIDUAL_DATE_OF_BIRTH>
 <INDIVIDUAL_PLACE_OF_BIRTH><CITY>Aleppo</CITY><COUNTRY>Syrian Arab Republic</COUNTRY></INDIVIDUAL_PLACE_OF_BIRTH>
 <INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NUMBER>OB 024-3318</NUMBER>
  <ISSUING_COUNTRY>Iran (Islamic Republic of)</ISSUING_COUNTRY></INDIVIDUAL_DOCUMENT>
 <INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>National Identification
   Number</TYPE_OF_DOCUMENT><NUMBER>09.5004</NUMBER></INDIVIDUAL_DOCUMENT>
 <INDIVIDUAL_DOCUMENT/>
</INDIVIDUAL>"""
UN_ENTITY = """
<ENTITY><DATAID>6900002</DATAID><FIRST_NAME> ZONDERLAND FRONT (ZF)</FIRST_NAME><UN_LIST_TYPE>DRC</UN_LIST_TYPE>
 <REFERENCE_NUMBER>CDe.901</REFERENCE_NUMBER>
 <ENTITY_ALIAS><QUALITY>a.k.a.</QUALITY><ALIAS_NAME>ZF Trading</ALIAS_NAME></ENTITY_ALIAS>
 <ENTITY_ADDRESS><CITY>Pyongyang</CITY><COUNTRY>Democratic People's Republic of Korea</COUNTRY></ENTITY_ADDRESS>
</ENTITY>"""
BELGIUM_HEADS = (
    "type;Wholename;Lastname;Firstname;Middlename;Gender;Birth date;Birth place;Birth country;Number;Remark;Links;"
    "Function;Publication date;Embargos;Regulation"
)
BELGIUM_PERSON = (
    'person;"Lieven Droogenbroodt\nDroogenbroodt L.";Droogenbroodt;Lieven;;M;"16-07-68\n1969";Gent;BELGIUM;'
    '"EB123456 (passport-National passport) (issued by BE)\n02800443 (id-National identification card) ((card))";'
    "Zonder\\nmeer;;Bakker;30-06-21;BE;KB 2021/77"
)
BELGIUM_COMPANY = "enterprise;Bakkerij Droogenbroodt NV;;;;;;;;;;;;01-07-21;BE;"
TARGETS_HEADS = (
    '"id","schema","name","aliases","birth_date","countries","addresses","identifiers","sanctions","phones",'
    '"emails","program_ids","dataset","first_seen","last_seen","last_change"'
)
TARGETS_PERSON = (
    '"NK-1","Person","Joost van der Molen","Йост Ван дер Молен;""Molen; the elder""","1969-04-17;1970;1971-02",'
    '"nl;ua-cri;suhh","Mill Road 3, Yangon","EB1234567;0123","""UKR; 2022 - freeze"";UN - 1267","","a@b.example",'
    '"EU-UKR;UN-SC","EU FSF;UN SC","2021-06-30T01:02:03","2026-11-30T06:00:00","2026-11-28T06:00:00"'
)
TARGETS_VESSEL = (
    '"NK-2","Vessel","MILL STAR","","","","","IMO 9422964","","","","","Shipping","2022-01-01T00:00:00",'
    '"2026-11-30T06:00:00","2026-11-29T06:00:00"'
)
ENTITY = {
    "id": "Q1",
    "caption": "Nadia Zonderland",
    "schema": "Person",
    "properties": {
        "name": ["نادية زوندرلاند", "Nadia Zonderland"],
        "alias": ["N. Zonderland"],
        "weakAlias": ["Abla"],
        "firstName": ["Nadia"],
        "lastName": ["Zonderland"],
        "topics": ["role.pep", "sanction"],
        "birthDate": ["1974"],
        "nationality": ["be"],
        "country": ["ma", "gb-sct"],
        "gender": ["female"],
        "passportNumber": ["EK 99-1"],
        "innCode": ["770123456789"],
        "position": ["Minister of Mills"],
        "programId": ["EU-UKR"],
        "notes": ["Invented."],
        "sourceUrl": ["https://example.org/nadia"],
        "address": ["Mill Road 4"],
    },
    "referents": ["eu-fsf-1", "Q1"],
    "datasets": ["peps"],
    "first_seen": "2023-02-03T00:00:00",
    "last_seen": "2026-11-30T06:00:00",
    "last_change": "2026-11-27T06:00:00",
}


def eu(*entities: str, day: str = "2026-11-30T06:00:00.000+01:00") -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<export xmlns="http://eu.europa.ec/fpi/fsd/export" '
        f'generationDate="{day}" globalFileId="1">{"".join(entities)}\n</export>\n'
    ).encode()


def un(*entries: str, day: str = "2026-11-29T23:30:04.988Z") -> bytes:
    individuals = "".join(one for one in entries if "<INDIVIDUAL>" in one)
    others = "".join(one for one in entries if "<INDIVIDUAL>" not in one)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<CONSOLIDATED_LIST dateGenerated="{day}">\n<INDIVIDUALS>'
        f"{individuals}</INDIVIDUALS>\n<ENTITIES>{others}</ENTITIES>\n</CONSOLIDATED_LIST>"
    ).encode()


def belgium(*rows: str) -> bytes:
    return b"\xef\xbb\xbf" + "\r\n".join((BELGIUM_HEADS, *rows, "")).encode()


def targets(*rows: str) -> bytes:
    return "\n".join((TARGETS_HEADS, *rows, "")).encode()


def entities(*told: dict[str, Any]) -> bytes:
    return "".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in told).encode()


GOOD = {
    ListFormat.EU: eu(EU_ENTITY, EU_COMPANY),
    ListFormat.UN: un(UN_PERSON, UN_ENTITY),
    ListFormat.BELGIUM: belgium(BELGIUM_PERSON, BELGIUM_COMPANY),
    ListFormat.TARGETS: targets(TARGETS_PERSON, TARGETS_VESSEL),
    ListFormat.ENTITIES: entities(ENTITY, ENTITY | {"id": "Q2"}),
}


def read(form: ListFormat, content: bytes) -> tuple[list[ListedEntry], Reading]:
    """All entries, and the reading with what it says at its end."""
    reading = read_list(form, io.BytesIO(content))
    return list(reading), reading
