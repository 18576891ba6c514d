"""Sites and how people write them."""
import dataclasses

from .draw import Draw

CITIES = {
    "Pune": "PUN", "Oslo": "OSL", "Lima": "LIM", "Hamburg": "HAM", "Porto": "OPO", "Leeds": "LBA", "Lyon": "LYS", "Turin": "TRN",
    "Krakow": "KRK", "Bergen": "BGO", "Malmö": "MMA", "Ghent": "GNE", "Graz": "GRZ", "Brno": "BRQ", "Cork": "ORK", "Sevilla": "SVQ",
    "Bilbao": "BIO", "Nantes": "NTE", "Bari": "BRI", "Patras": "GPA", "Izmir": "IZM", "Nagpur": "NAG", "Mysore": "MYQ", "Kochi": "COK",
    "Osaka": "OSA", "Nagoya": "NGO", "Busan": "PUS", "Cebu": "CEB", "Perth": "PER", "Hobart": "HBA", "Dunedin": "DUD", "Tucson": "TUS",
    "Omaha": "OMA", "Boise": "BOI", "Fresno": "FAT", "Tulsa": "TUL", "Quebec": "YQB", "Regina": "YQR", "Merida": "MID", "Cuenca": "CUE",
    "Rosario": "ROS", "Recife": "REC", "Natal": "NAT", "Arequipa": "AQP", "Durban": "DUR", "Kumasi": "KMS", "Kisumu": "KIS", "Tunis": "TUN",
}
STREETS = ["Kings Way", "Station Road", "Market Street", "Harbour Street", "Mill Lane", "Church Road", "Victoria Avenue", "Park Lane",
           "Bridge Street", "Foundry Road", "Canal Street", "Garden Avenue", "Castle Road", "Tower Street", "Orchard Road", "Quay Street",
           "Queens Drive", "Railway Avenue", "Temple Road", "Windmill Lane", "Granary Street", "Weaver Street", "Cooper Avenue",
           "Lighthouse Road", "Abbey Street", "Meadow Lane", "Northern Boulevard", "Airport Road", "Silver Street", "Cathedral Square"]


@dataclasses.dataclass
class Site:
    code: str
    city: str
    name: str
    aliases: list
    old_code: str  # an alias at most places, forgotten at some
    centre: str  # empty: nobody was named, the default's
    servers: list = dataclasses.field(default_factory=list)


def draw_sites(d: Draw, number: int, centres: list) -> list[Site]:
    cities = list(CITIES)
    d.shuffle(cities)
    cities = cities[:max(4, min(len(cities), number // 2 + 1))]
    centre_of = {city: d.choice(centres) for city in cities}
    addresses = [(city, street) for city in cities for street in STREETS]
    d.shuffle(addresses)
    # Every centre has sites: the first ones are dealt out.
    sites = []
    for i, (city, street) in enumerate(addresses[:number]):
        house, building = d.randint(1, 240), d.randint(1, 40)
        code = f"{CITIES[city]}{i + 1:03}"
        name = d.choice([f"{house} {street}, Building {building}, {city}", f"{house} {street}, Bldg {building}, {city}",
                         f"{house} {street}, {city}", f"{street} {house}, {city}"])
        old = f"{city[:2].upper()}-{i + 1:02}"
        aliases = [f"{city} {street}"] if d.chance(0.6) else []
        if d.chance(0.7):
            aliases.append(old)
        centre = centres[i] if i < len(centres) else centre_of[city]
        sites.append(Site(code, city, name, aliases, old, centre))
    if number > 12 and d.chance(0.4):
        sites[-1].centre = ""
    return sites
