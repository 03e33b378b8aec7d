"""The fictional partners of the network, and who may log in for them."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Permission
from wagtail.models import GroupPagePermission

from opinovi_wagtail.admin.roles import Role, create_partner_group
from opinovi_wagtail.models import Partner

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

DESCRIPTIONS: dict[str, dict[str, str]] = {
    "verkosto": {
        "fi": "Varsinais-Suomen oppilaitosten yhteinen neuvontapalvelu aikuisille.",
        "sv": "Läroanstalternas gemensamma rådgivning för vuxna i Egentliga Finland.",
        "en": "The joint guidance service of the institutions of Southwest Finland for adults.",
    },
    "aurakoski": {
        "fi": "Aikuisten peruskoulu, suomen kieli ja ammattitutkinnot Turussa ja Kaarinassa.",
        "sv": "Grundskola för vuxna, finska språket och yrkesexamina i Åbo och S:t Karins.",
        "en": "Basic education for adults, the Finnish language and vocational qualifications in Turku and Kaarina.",
    },
    "kuparilaakso": {
        "fi": "Hoiva-alan, tekniikan ja sähköalan ammatteja Salossa, myös oppisopimuksella.",
        "sv": "Yrken inom vård, teknik och el i Salo, också med läroavtal.",
        "en": "Professions in care, engineering and electrical work in Salo, also as apprenticeships.",
    },
    "skargardsleden": {
        "fi": "Ammatteja ja kieliä Paraisilla, enimmäkseen ruotsiksi.",
        "sv": "Yrken och språk i Pargas, mest på svenska.",
        "en": "Professions and languages in Pargas, mostly in Swedish.",
    },
    "vakkalahti": {
        "fi": "Teollisuuden ja logistiikan koulutusta Uudessakaupungissa yhdessä yritysten kanssa.",
        "sv": "Utbildning för industri och logistik i Nystad tillsammans med företag.",
        "en": "Training for industry and logistics in Uusikaupunki together with companies.",
    },
    "peltojoki": {
        "fi": "Kansalaisopisto Loimaalla ja naapurikunnissa: kieliä, taitoja ja hyvinvointia.",
        "sv": "Ett medborgarinstitut i Loimaa och grannkommunerna: språk, färdigheter och välbefinnande.",
        "en": "An adult education centre in Loimaa and its neighbours: languages, skills and wellbeing.",
    },
    "lounaistuuli": {
        "fi": "Avoimia korkeakouluopintoja verkossa ja Turussa. Opiskelu ei vaadi tutkintoa.",
        "sv": "Öppna högskolestudier på nätet och i Åbo. Du behöver ingen tidigare examen.",
        "en": "Open higher education online and in Turku. You do not need an earlier degree.",
    },
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
                "description": DESCRIPTIONS[slug],
                "municipality": municipality,
                "phone": phone,
                "email": f"info@{host}",
                "website": f"https://www.{host}/",
                "privacy_notice_url": f"https://www.{host}/privacy/",
            },
        )[0]
    return made


def make_logins(tree: Tree, partners: dict[str, Partner]) -> None:
    """The editor of the whole site, and for each partner an admin, who sees that partner's rows only."""
    users: Any = get_user_model().objects
    hashed = make_password(PASSWORD) if partners else ""  # once: it is slow on purpose
    if not users.filter(username=EDITOR).exists():
        users.create_superuser(EDITOR, "editor@verkosto.example", PASSWORD, first_name="Ville", last_name="Verkosto")
    on_pages = Permission.objects.filter(
        content_type__app_label="wagtailcore", codename__in=("add_page", "change_page", "publish_page")
    )
    for slug, partner in partners.items():
        group = create_partner_group(partner, Role.ADMIN)
        for index in (*tree.courses.values(), *tree.events.values(), *tree.guides.values()):
            for permission in on_pages:
                GroupPagePermission.objects.get_or_create(group=group, page_id=index.pk, permission=permission)
        if not users.filter(username=slug).exists():
            # Without a name Wagtail accepts no change of the account, its language neither.
            names = {"first_name": "Kirsi", "last_name": "Koski"}
            user = users.create(username=slug, email=f"editor@{slug}.example", password=hashed, **names)
            user.groups.add(group)
