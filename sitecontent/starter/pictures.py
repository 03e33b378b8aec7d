"""The drawings of the starter content: what is seen on each, in three languages, and their way into the image library."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.files.images import ImageFile
from wagtail.images import get_image_model

FOLDER = Path(__file__).parent / "images"

# name: title in the image library · what is seen on it (the alternative text)
PICTURES: dict[str, tuple[str, dict[str, str]]] = {
    "door": (
        "Ovi raollaan",
        {
            "fi": "Avoin ovi, josta tulvii valoa. Oven takana tie vie kohti kukkuloita ja nousevaa aurinkoa.",
            "sv": "En öppen dörr som släpper in ljus. Bakom dörren leder en väg mot kullar och en uppgående sol.",
            "en": "An open door that lets in light. Behind it a road leads towards hills and a rising sun.",
        },
    ),
    "people": (
        "Ihmisiä pöydän ääressä",
        {
            "fi": "Neljä eri-ikäistä ihmistä istuu saman pöydän ääressä papereiden ja kahvikuppien kanssa.",
            "sv": "Fyra människor i olika åldrar sitter vid samma bord med papper och kaffekoppar.",
            "en": "Four people of different ages sit at one table with papers and coffee cups.",
        },
    ),
    "archipelago": (
        "Saaristo ja majakka",
        {
            "fi": "Purjevene saaristossa. Kalliosaarella seisoo punavalkoinen majakka.",
            "sv": "En segelbåt i skärgården. På en klippö står en röd och vit fyr.",
            "en": "A sailing boat in the archipelago. A red and white lighthouse stands on a rocky island.",
        },
    ),
    "phone": (
        "Puhelin ja kalenteri",
        {
            "fi": "Puhelimen näytöllä on kalenteri, johon on merkitty yksi päivä.",
            "sv": "En telefon visar en kalender där en dag är markerad.",
            "en": "A phone shows a calendar in which one day is marked.",
        },
    ),
    "books": (
        "Kirjoja ja kuppi",
        {
            "fi": "Pöydällä on pino kirjoja, silmälasit, kynä ja höyryävä kuppi.",
            "sv": "På bordet finns en trave böcker, ett par glasögon, en penna och en rykande kopp.",
            "en": "On the table there are a pile of books, glasses, a pencil and a steaming cup.",
        },
    ),
    "workshop": (
        "Hitsaaja työpajassa",
        {
            "fi": "Hitsaaja työskentelee verstaassa suojamaski kasvoillaan, ja kipinät lentävät.",
            "sv": "En svetsare med skyddsmask arbetar i en verkstad så att gnistorna flyger.",
            "en": "A welder with a protective mask works in a workshop, and sparks are flying.",
        },
    ),
    "care": (
        "Kädet kädessä",
        {
            "fi": "Kaksi ihmistä pitää toisiaan kädestä. Käsien yläpuolella on sydän.",
            "sv": "Två människor håller varandra i handen. Ovanför händerna finns ett hjärta.",
            "en": "Two people hold hands. Above their hands there is a heart.",
        },
    ),
    "laptop": (
        "Verkko-opiskelua kotona",
        {
            "fi": "Kannettava tietokone keittiön pöydällä illalla. Näytöllä kolme ihmistä puhuu videon välityksellä.",
            "sv": "En bärbar dator på köksbordet en kväll. På skärmen talar tre personer med varandra via video.",
            "en": "A laptop on a kitchen table in the evening. On the screen three people talk by video.",
        },
    ),
    "signpost": (
        "Tienviitta",
        {
            "fi": "Tienviitta, jonka kyltit osoittavat eri suuntiin. Taustalla on vihreitä kukkuloita.",
            "sv": "En vägvisare vars skyltar pekar åt olika håll. I bakgrunden syns gröna kullar.",
            "en": "A signpost whose signs point in different directions. There are green hills behind it.",
        },
    ),
    "coins": (
        "Hakemus ja kolikoita",
        {
            "fi": "Täytetty lomake ja kaksi kolikkopinoa. Toisen pinon päällä kasvaa taimi.",
            "sv": "En ifylld blankett och två högar med mynt. En planta växer på den ena högen.",
            "en": "A filled-in form and two piles of coins. A seedling grows on one of the piles.",
        },
    ),
}  # fmt: skip


def make_pictures() -> dict[str, Any]:
    """The drawings as images of the site, by name."""
    model = get_image_model()
    made = {}
    for name, (title, seen) in PICTURES.items():
        image = model.objects.filter(title=title).first()
        if image is None:
            file = ImageFile(BytesIO((FOLDER / f"{name}.svg").read_bytes()), name=f"{name}.svg")
            image = model.objects.create(title=title, description=seen["fi"], file=file)
        made[name] = image
    return made
