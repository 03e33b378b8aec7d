"""The fictional partners, the places they use, and who may log in for them."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from wagtail.models import GroupPagePermission

from opinovi_wagtail.admin.roles import Role, create_partner_group
from opinovi_wagtail.models import Partner, Place

from .tree import Tree

EDITOR, PASSWORD = "editor", "opin-ovi-demo"

# slug: name fi, sv, en · municipality · phone
PARTNERS: dict[str, tuple[dict[str, str], str, str]] = {
    "verkosto": (
        {"fi": "Opin Ovi -verkosto", "sv": "Nätverket Opin Ovi", "en": "Opin Ovi network"},
        "853",
        "+358 2 555 0100",
    ),
    "aurakoski": (
        {"fi": "Aurakosken aikuisopisto", "sv": "Aurakoski vuxeninstitut", "en": "Aurakoski Adult Institute"},
        "853",
        "+358 2 555 0110",
    ),
    "kuparilaakso": (
        {"fi": "Kuparilaakson ammattiopisto", "sv": "Kuparilaakso yrkesinstitut", "en": "Kuparilaakso Vocational College"},
        "734",
        "+358 2 555 0120",
    ),
    "skargardsleden": (
        {"fi": "Saaristoväylän opisto", "sv": "Skärgårdsledens institut", "en": "Skärgårdsleden Institute"},
        "445",
        "+358 2 555 0130",
    ),
    "vakkalahti": (
        {"fi": "Vakkalahden koulutuskeskus", "sv": "Vakkalahti utbildningscenter", "en": "Vakkalahti Training Centre"},
        "895",
        "+358 2 555 0140",
    ),
    "peltojoki": (
        {"fi": "Peltojoen kansalaisopisto", "sv": "Peltojoki medborgarinstitut", "en": "Peltojoki Adult Education Centre"},
        "430",
        "+358 2 555 0150",
    ),
    "lounaistuuli": (
        {"fi": "Lounaistuulen avoin korkeakoulu", "sv": "Lounaistuuli öppna högskola", "en": "Lounaistuuli Open University"},
        "853",
        "+358 2 555 0160",
    ),
}  # fmt: skip

# partner: name · address · postcode · municipality
PLACES: dict[str, tuple[dict[str, str], str, str, str]] = {
    "verkosto": (
        {"fi": "Palvelupiste Ovi", "sv": "Serviceställe Ovi", "en": "Service point Ovi"},
        "Esimerkkikatu 1",
        "20100",
        "853",
    ),
    "aurakoski": ({"fi": "Luentosali A1", "sv": "Föreläsningssal A1"}, "Koskikuja 5", "20540", "853"),
    "kuparilaakso": ({"fi": "Kuparisali", "sv": "Kopparsalen"}, "Vaskitie 2", "24100", "734"),
    "peltojoki": (
        {"fi": "Peltojoen talo", "sv": "Peltojokihuset", "en": "Peltojoki House"},
        "Kauppalankatu 3",
        "32200",
        "430",
    ),
    "vakkalahti": ({"fi": "Auditorio", "sv": "Auditoriet", "en": "Auditorium"}, "Rantakatu 4", "23500", "895"),
    "skargardsleden": ({"fi": "Majakka", "sv": "Fyren"}, "Strandvägen 8", "21600", "445"),
}


def make_partners() -> dict[str, Partner]:
    """The partners by slug."""
    made = {}
    for slug, (name, municipality, phone) in PARTNERS.items():
        host = f"{slug}.example"
        made[slug] = Partner.objects.get_or_create(
            slug=slug,
            defaults={
                "name": name,
                "municipality": municipality,
                "phone": phone,
                "email": f"info@{host}",
                "website": f"https://www.{host}/",
                "privacy_notice_url": f"https://www.{host}/privacy/",
            },
        )[0]
    return made


def make_places(partners: dict[str, Partner]) -> dict[str, Place]:
    """One place for each partner that has rooms of its own, by the partner's slug."""
    made = {}
    for slug, (name, address, postcode, municipality) in PLACES.items():
        partner = partners[slug]
        service_point = slug == "verkosto"
        made[slug] = Place.objects.create(
            partner=partner,
            name=name,
            address=address,
            postcode=postcode,
            municipality=municipality,
            is_service_point=service_point,
            phone=partner.phone if service_point else "",
            email=partner.email if service_point else "",
            accessibility={
                "fi": "Esteetön kulku, induktiosilmukka.",
                "sv": "Tillgänglig ingång, induktionsslinga.",
                "en": "Step-free access, induction loop.",
            },
        )
    return made


def make_logins(tree: Tree, partners: dict[str, Partner]) -> None:
    """The editor of the whole site, and for each partner an admin, who sees that partner's rows only."""
    users: Any = get_user_model().objects
    if not users.filter(username=EDITOR).exists():
        users.create_superuser(EDITOR, "editor@verkosto.example", PASSWORD)
    on_pages = Permission.objects.filter(
        content_type__app_label="wagtailcore", codename__in=("add_page", "change_page", "publish_page")
    )
    for slug, partner in partners.items():
        group = create_partner_group(partner, Role.ADMIN)
        for index in (*tree.courses.values(), *tree.events.values(), *tree.guides.values()):
            for permission in on_pages:
                GroupPagePermission.objects.get_or_create(group=group, page_id=index.pk, permission=permission)
        if not users.filter(username=slug).exists():
            user = users.create_user(slug, f"editor@{slug}.example", PASSWORD)
            user.groups.add(group)
