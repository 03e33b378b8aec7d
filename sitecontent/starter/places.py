"""Where the fictional partners meet people; the service point of the network, with whom to ask and how to get there."""

from __future__ import annotations

from typing import Any

from opinovi_wagtail.models import Partner, Place

# The same at each of the partners' own rooms.
STEP_FREE = {
    "fi": "Esteetön sisäänkäynti, hissi ja induktiosilmukka.",
    "sv": "Tillgänglig ingång, hiss och induktionsslinga.",
    "en": "Step-free entrance, lift and induction loop.",
}

# partner: fields of the place
PLACES: dict[str, dict[str, Any]] = {
    "verkosto": {
        "name": {"fi": "Palvelupiste Ovi", "sv": "Servicestället Ovi", "en": "Service point Ovi"},
        "address": "Esimerkkikatu 1",
        "postcode": "20100",
        "municipality": "853",
        "is_service_point": True,
        "contact_name": "Minna Lindroos",
        "phone": "+358 2 555 0100",
        "email": "neuvonta@verkosto.example",
        "opening_hours": {
            "fi": "Ma–to 9.00–16.00\nPe 9.00–14.00\nTo myös 16.00–18.00, kun varaat ajan",
            "sv": "Må–to kl. 9.00–16.00\nFr kl. 9.00–14.00\nTo även kl. 16.00–18.00 med tidsbokning",
            "en": "Mon–Thu 9:00–16:00\nFri 9:00–14:00\nThu also 16:00–18:00 by appointment",
        },
        "directions": {
            "fi": "Palvelupiste on katutasossa kirjaston vieressä. Lähin bussipysäkki on 100 metrin päässä."
            " Pyörätelineet ovat oven edessä.",
            "sv": "Servicestället ligger i gatuplan bredvid biblioteket. Närmaste busshållplats är 100 meter bort."
            " Cykelställ finns framför dörren.",
            "en": "The service point is at street level next to the library. The nearest bus stop is 100 metres away."
            " There are bicycle racks in front of the door.",
        },
        "accessibility": {
            "fi": "Sisään pääsee ilman portaita, ja ovi avautuu napista. Palvelupisteessä on induktiosilmukka ja"
            " esteetön WC. Opaskoira on tervetullut.",
            "sv": "Det finns inga trappor, och dörren öppnas med en knapp. Det finns en induktionsslinga och en"
            " tillgänglig toalett. Ledarhundar är välkomna.",
            "en": "There are no steps, and the door opens with a button. There is an induction loop and an accessible"
            " toilet. Guide dogs are welcome.",
        },
    },
    "aurakoski": {
        "name": {"fi": "Luentosali A1", "sv": "Föreläsningssal A1", "en": "Lecture hall A1"},
        "address": "Koskikatu 4",
        "postcode": "20100",
        "municipality": "853",
    },
    "kuparilaakso": {
        "name": {"fi": "Kuparisali", "sv": "Kopparsalen", "en": "Copper Hall"},
        "address": "Vaskitie 2",
        "postcode": "24100",
        "municipality": "734",
    },
    "skargardsleden": {
        "name": {"fi": "Majakka", "sv": "Fyren", "en": "Fyren"},
        "address": "Strandvägen 8",
        "postcode": "21600",
        "municipality": "445",
        "directions": {
            "fi": "Majakka on rannassa vierasvenesataman vieressä. Pysäköinti on maksutonta.",
            "sv": "Fyren ligger vid stranden bredvid gästhamnen. Parkeringen är avgiftsfri.",
            "en": "Fyren is by the shore, next to the guest harbour. Parking is free.",
        },
    },
    "vakkalahti": {
        "name": {"fi": "Auditorio", "sv": "Auditoriet", "en": "Auditorium"},
        "address": "Rantakatu 4",
        "postcode": "23500",
        "municipality": "895",
    },
    "peltojoki": {
        "name": {"fi": "Peltojoen talo", "sv": "Peltojokihuset", "en": "Peltojoki House"},
        "address": "Kauppalankatu 3",
        "postcode": "32200",
        "municipality": "430",
    },
    "lounaistuuli": {
        "name": {
            "fi": "Avoimen korkeakoulun opetustila",
            "sv": "Öppna högskolans lokal",
            "en": "Open University rooms",
        },
        "address": "Puistokatu 7",
        "postcode": "20100",
        "municipality": "853",
    },
}


def make_places(partners: dict[str, Partner]) -> dict[str, Place]:
    """One place for each partner, by the partner's slug."""
    return {
        slug: Place.objects.create(partner=partners[slug], **{"accessibility": STEP_FREE, **fields})
        for slug, fields in PLACES.items()
    }
