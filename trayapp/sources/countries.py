"""The countries of the world by the English names under which NetBlocks writes of them."""

from __future__ import annotations

import re
from functools import cache

# ISO 3166-1 alpha-2, then the names.
_NAMES = """
AD Andorra|AE United Arab Emirates,UAE|AF Afghanistan|AG Antigua and Barbuda|AL Albania|AM Armenia|AO Angola
AR Argentina|AT Austria|AU Australia|AZ Azerbaijan|BA Bosnia and Herzegovina,Bosnia|BB Barbados
BD Bangladesh|BE Belgium|BF Burkina Faso|BG Bulgaria|BH Bahrain|BI Burundi|BJ Benin|BN Brunei|BO Bolivia
BR Brazil|BS Bahamas|BT Bhutan|BW Botswana|BY Belarus|BZ Belize|CA Canada
CD Democratic Republic of the Congo,DR Congo,DRC|CF Central African Republic
CG Republic of the Congo,Congo-Brazzaville|CH Switzerland|CI Côte d'Ivoire,Cote d'Ivoire,Ivory Coast
CL Chile|CM Cameroon|CN China|CO Colombia|CR Costa Rica|CU Cuba|CV Cape Verde,Cabo Verde|CY Cyprus
CZ Czech Republic,Czechia|DE Germany|DJ Djibouti|DK Denmark|DM Dominica|DO Dominican Republic|DZ Algeria
EC Ecuador|EE Estonia|EG Egypt|ER Eritrea|ES Spain|ET Ethiopia|FI Finland|FJ Fiji|FM Micronesia|FR France
GA Gabon|GB United Kingdom,UK,Britain|GD Grenada|GE Georgia|GH Ghana|GM Gambia|GN Guinea
GQ Equatorial Guinea|GR Greece|GT Guatemala|GW Guinea-Bissau|GY Guyana|HK Hong Kong|HN Honduras|HR Croatia
HT Haiti|HU Hungary|ID Indonesia|IE Ireland|IL Israel|IN India|IQ Iraq|IR Iran|IS Iceland|IT Italy
JM Jamaica|JO Jordan|JP Japan|KE Kenya|KG Kyrgyzstan|KH Cambodia|KI Kiribati|KM Comoros
KN Saint Kitts and Nevis|KP North Korea|KR South Korea|KW Kuwait|KZ Kazakhstan|LA Laos|LB Lebanon
LC Saint Lucia|LI Liechtenstein|LK Sri Lanka|LR Liberia|LS Lesotho|LT Lithuania|LU Luxembourg|LV Latvia
LY Libya|MA Morocco|MC Monaco|MD Moldova|ME Montenegro|MG Madagascar|MH Marshall Islands|MK North Macedonia
ML Mali|MM Myanmar,Burma|MN Mongolia|MO Macau|MR Mauritania|MT Malta|MU Mauritius|MV Maldives|MW Malawi
MX Mexico|MY Malaysia|MZ Mozambique|NA Namibia|NC New Caledonia|NE Niger|NG Nigeria|NI Nicaragua
NL Netherlands|NO Norway|NP Nepal|NR Nauru|NZ New Zealand|OM Oman|PA Panama|PE Peru|PG Papua New Guinea
PH Philippines|PK Pakistan|PL Poland|PR Puerto Rico|PS Palestine,Gaza|PT Portugal|PW Palau|PY Paraguay
QA Qatar|RO Romania|RS Serbia|RU Russia|RW Rwanda|SA Saudi Arabia|SB Solomon Islands|SC Seychelles|SD Sudan
SE Sweden|SG Singapore|SI Slovenia|SK Slovakia|SL Sierra Leone|SM San Marino|SN Senegal|SO Somalia
SR Suriname|SS South Sudan|ST São Tomé and Príncipe|SV El Salvador|SY Syria|SZ Eswatini|TD Chad|TG Togo
TH Thailand|TJ Tajikistan|TL Timor-Leste,East Timor|TM Turkmenistan|TN Tunisia|TO Tonga
TR Turkey,Türkiye,Turkiye|TT Trinidad and Tobago|TV Tuvalu|TW Taiwan|TZ Tanzania|UA Ukraine|UG Uganda
US United States,USA,US|UY Uruguay|UZ Uzbekistan|VC Saint Vincent and the Grenadines|VE Venezuela|VN Vietnam
VU Vanuatu|WS Samoa|XK Kosovo|YE Yemen|ZA South Africa|ZM Zambia|ZW Zimbabwe
"""


def countries_in(text: str) -> list[str]:
    """The countries that a text names, as ISO 3166-1 alpha-2, in its order and each once."""
    codes, pattern = _read_names()
    return list(dict.fromkeys(codes[found] for found in pattern.findall(text)))


@cache
def _read_names() -> tuple[dict[str, str], re.Pattern[str]]:
    """Code by name, and what finds a name: once, and not before somebody writes of a country."""
    entries = (entry.split(" ", 1) for line in _NAMES.split("\n") for entry in line.split("|") if entry)
    codes = {name: code for code, names in entries for name in names.split(",")}
    longest_first = sorted(codes, key=len, reverse=True)  # "Guinea-Bissau" before "Guinea"
    return codes, re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")
