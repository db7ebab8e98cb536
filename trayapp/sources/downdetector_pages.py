"""Where people in each country report disturbances, for the browser. Cheap to import."""

from __future__ import annotations

_ELSEWHERE = "https://downdetector.com/status/twitter/"

# By ISO 3166-1 alpha-2. The German name is written as the name service knows it: allestörungen.
_PAGES = {
    "DE": "https://xn--allestrungen-9ib.de/stoerung/twitter/",
    "AT": "https://xn--allestrungen-9ib.at/stoerung/twitter/",
    "CH": "https://xn--allestrungen-9ib.ch/stoerung/twitter/",
    "AE": "https://downdetector.ae/status/twitter/",
    "AU": "https://downdetector.com.au/status/twitter/",
    "BR": "https://downdetector.com.br/fora-do-ar/twitter/",
    "CA": "https://downdetector.ca/status/twitter/",
    "ES": "https://downdetector.es/problemas/twitter/",
    "FR": "https://downdetector.fr/statut/twitter/",
    "GB": "https://downdetector.co.uk/status/twitter/",
    "IE": "https://downdetector.ie/status/twitter/",
    "IN": "https://downdetector.in/status/twitter/",
    "IT": "https://downdetector.it/problemi/twitter/",
    "JP": "https://downdetector.jp/shougai/twitter/",
    "MX": "https://downdetector.mx/problemas/twitter/",
    "NL": "https://allestoringen.nl/storing/twitter/",
    "NZ": "https://downdetector.co.nz/status/twitter/",
    "PK": "https://downdetector.pk/status/twitter/",
    "PT": "https://downdetector.pt/problemas/twitter/",
    "SG": "https://downdetector.sg/status/twitter/",
    "TR": "https://downdetector.web.tr/durum/twitter/",
    "ZA": "https://downdetector.co.za/status/twitter/",
    # Of these the path is not known for certain: the page of all disturbances there.
    "BE": "https://allestoringen.be/",
    "CZ": "https://downdetector.cz/",
    "DK": "https://downdetector.dk/",
    "FI": "https://downdetector.fi/",
    "GR": "https://downdetector.gr/",
    "HU": "https://downdetector.hu/",
    "MY": "https://downdetector.my/",
    "NO": "https://downdetector.no/",
    "PE": "https://downdetector.pe/",
    "PH": "https://downdetector.ph/",
    "PL": "https://downdetector.pl/",
    "RO": "https://downdetector.ro/",
    "SE": "https://downdetector.se/",
    "SK": "https://downdetector.sk/",
}


def page(country: str | None) -> str:
    """Downdetector's page on X for a country (ISO 3166-1 alpha-2), Allestörungen in German-speaking ones.

    A country without one of its own, or none (`None`), gets the international page.
    """
    return _PAGES.get(country or "", _ELSEWHERE)
