"""How locations in alerts go wrong: what people and scripts really do to an address."""
import re

from .draw import Draw
from .places import Site

SHORT = {"Street": "St", "Road": "Rd", "Avenue": "Ave", "Building": "Bldg", "Lane": "Ln", "Drive": "Dr", "Boulevard": "Blvd", "Square": "Sq"}
WAYS = {"typo": 5, "case": 3, "short": 3, "order": 2, "missing": 4, "old_code": 1.5, "punctuation": 2, "partial": 1.5, "other_site": 0.25}


def typo(d: Draw, text: str) -> str:
    letters = [i for i, c in enumerate(text) if c.isalpha()]
    for _ in range(d.choice([1, 1, 2])):
        i = d.choice(letters[:-1])
        text = d.choice([lambda: text[:i] + text[i + 1] + text[i] + text[i + 2:], lambda: text[:i] + text[i + 1:],
                         lambda: text[:i] + text[i] + text[i:], lambda: text[:i] + d.choice("aeinorst") + text[i + 1:]])()
        letters = [i for i, c in enumerate(text) if c.isalpha()]
    return text


def shorten(text: str) -> str:
    longer = {short: word for word, short in SHORT.items()}
    return re.sub(r"\w+", lambda m: SHORT.get(m[0]) or longer.get(m[0]) or m[0], text)


def reorder(d: Draw, text: str) -> str:
    parts = text.split(", ")
    d.shuffle(parts)
    if parts == text.split(", "):
        parts.reverse()
    return ", ".join(parts)


def mangled(d: Draw, site: Site, sites: list[Site]) -> tuple[str, Site]:
    """The text, and the site it names word for word if that is another one than it should."""
    way = d.weighted(WAYS)
    if way == "typo":
        return typo(d, site.name), site
    if way == "case":
        return d.choice([site.name.upper(), site.name.lower(), site.code.lower()]), site
    if way == "short":
        return shorten(site.name), site
    if way == "order":
        return reorder(d, site.name), site
    if way == "missing":
        return "", site
    if way == "old_code":
        return site.old_code, site
    if way == "punctuation":
        return d.choice([site.name.replace(", ", " "), site.name.replace(", ", " / "), "  " + site.name.replace(" ", "  ") + " "]), site
    if way == "partial":
        return ", ".join(site.name.split(", ")[::2]), site
    other = d.choice(sites)
    return other.name, other


def clean(d: Draw, site: Site) -> str:
    return d.weighted({site.name: 7, site.code: 3, (site.aliases or [site.name])[0]: 0.5})
