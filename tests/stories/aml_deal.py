"""A transaction as Bram makes it on screen: begun, filled in page by page, its questions answered, paid."""

from __future__ import annotations

from tests.stories.test_aml_deals import WORDS as DEALS
from tests.stories.walker import Walker

YES = frozenset({"K1", "K5", "FIN1", "FIN5"})
"""Questions whose *yes* does nothing; of the others it is their *no*."""
PAYING = {
    "EN": {
        "go": "Go on to pay", "pay": "Pay", "wallet": "From the wallet: €22.99, VAT included",
        "paid": "Paid: €22.99 from the wallet.", "left": "€77.01", "payments": "Payments for transactions",
        "way": "From the wallet", "gross": "€22.99",
    },
    "NL": {
        "go": "Verder naar de betaling", "pay": "Betalen",
        "wallet": "Uit de portefeuille: € 22,99, btw inbegrepen",
        "paid": "Betaald: € 22,99 uit de portefeuille.", "left": "€ 77,01",
        "payments": "Betalingen voor verrichtingen", "way": "Uit de portefeuille", "gross": "€ 22,99",
    },
    "FR": {
        "go": "Continuer vers le paiement", "pay": "Payer", "wallet": "Du portefeuille : 22,99 €, TVA comprise",
        "paid": "Payé : 22,99 € du portefeuille.", "left": "77,01 €", "payments": "Paiements pour opérations",
        "way": "Du portefeuille", "gross": "22,99 €",
    },
}  # fmt: skip


def begun(bram: Walker, reference: str, language: str = "EN") -> Walker:
    """A sale of a house in Aalst, at who is in it."""
    said = DEALS[language]
    bram.follow(said["list"]).follow(said["begin"]).fill(said["reference"], reference)
    bram.choose(said["kind"], said["sale"]).press(said["go"])
    bram.fill(said["street"], "Molenstraat 8").fill(said["code"], "9300").fill(said["town"], "Aalst")
    return bram.press(said["on"])


def with_parties(bram: Walker, language: str = "EN") -> Walker:
    """Wim Verlinden sells to Lies Wauters; at the money."""
    said = DEALS[language]
    for name, role in (("Wim Verlinden", "seller"), ("Lies Wauters", "buyer")):
        bram.fill(said["search"], name).press(said["find"])
        bram.choose(said["who"], name).choose(said["role"], said[role]).press(said["add"])
    return bram.reads("Wim Verlinden", said["seller"], "Lies Wauters", said["buyer"]).press(said["next"])


def with_money(bram: Walker, language: str = "EN") -> Walker:
    """Paid with a loan; at the questions."""
    said = DEALS[language]
    bram.fill(said["price"], "250 000").fill(said["iban"], "BE68 5390 0754 7034")
    bram.fill(said["holder"], "Lies Wauters").choose(said["from"], said["loan"])
    return bram.fill(said["amount"], "200 000").press(said["on"])


def answered(walker: Walker, language: str = "EN", **told: str) -> Walker:
    """To every question the answer that does nothing, but for those that are told: `NAME="yes"`."""
    for _ in range(20):
        if "/questions/" not in walker.url:
            return walker
        names = {
            str(one.get("name")) for one in walker.page.xpath("//div[@class='question']//input[@type='radio']")
        }
        for name in names:
            wanted = told.get(name, "yes" if name in YES else "no")
            for radio in walker.page.xpath("//input[@type='radio'][@name=$name]", name=name):
                radio.attrib.pop("checked", None)
                if radio.get("value") == wanted:
                    radio.set("checked", "checked")
        walker.press(DEALS[language]["on"])
    raise AssertionError("the questions never end")


def filled(bram: Walker, reference: str, language: str = "EN", **told: str) -> Walker:
    """Everything is filled in; at what is paid for."""
    with_money(with_parties(begun(bram, reference, language), language), language)
    return answered(bram, language, **told).reads(DEALS[language]["pay"])


def paid(bram: Walker, language: str = "EN") -> Walker:
    """From the wallet, pressed twice, at what it tells."""
    said = PAYING[language]
    return bram.follow(said["go"]).reads(said["wallet"]).press(said["pay"], times=2).reads(said["paid"])
