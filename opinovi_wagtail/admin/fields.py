"""Form fields of the desk: codes by their names, dates and times as they are written here, web addresses that are safe."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.validators import URLValidator
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import formfield_for_dbfield
from wagtail.admin.widgets import AdminDateInput, AdminDateTimeInput, AdminTimeInput

from opinovi_wagtail import dates
from opinovi_wagtail.conf import conf
from opinovi_wagtail.models import Partner, Place, WordsField
from opinovi_wagtail.search.filters import alphabetical
from opinovi_wagtail.vocabularies import get_vocabulary

from .choices import FilteredChoices

# Model and field -> the code set that the field holds codes of.
CODE_SETS = {
    ("partner", "municipality"): "municipalities",
    ("place", "municipality"): "municipalities",
    ("meeting", "municipality"): "municipalities",
    ("event", "audiences"): "audiences",
    ("event", "languages"): "languages",
    ("course", "education_type"): "education_types",
    ("course", "level"): "levels",
    ("course", "credits_unit"): "credit_units",
    ("course", "fields"): "fields",
    ("course", "prior_education"): "prior_education",
    ("course", "situations"): "situations",
    ("courserun", "forms"): "forms",
    ("courserun", "times"): "times",
    ("courserun", "languages"): "languages",
    ("courserun", "municipalities"): "municipalities",
    ("courserun", "funding"): "funding",
    ("courserun", "application"): "applications",
    ("fundingguide", "situations"): "situations",
    ("referraltarget", "kind"): "referral_types",
    ("referraltarget", "municipalities"): "municipalities",
    ("referraltarget", "languages"): "languages",
    ("registration", "language"): "languages",
}
# Sets whose order means nothing, so that people look for the name.
ALPHABETICAL = frozenset({"municipalities"})
# Up to so many codes are shown as boxes to tick; more are a list to pick from.
MOST_BOXES = 12


def _names(code_set: str, *, blank: bool = False) -> list[tuple[str, str]]:
    named = get_vocabulary(code_set).choices(get_language() or "fi")
    if code_set in ALPHABETICAL:
        named.sort(key=lambda choice: alphabetical(choice[1]))
    return [("", "---------"), *named] if blank else named


class CodeField(forms.TypedChoiceField):
    """One code of a set. A code that the set does not know but the row holds already stays."""

    def __init__(self, code_set: str, *, required: bool = False, **kwargs: Any) -> None:
        super().__init__(choices=partial(_names, code_set, blank=True), required=required, **kwargs)

    def keep(self, held: Any) -> None:
        """Go on accepting ``held``, whatever it is."""
        value = "" if held is None else str(held)
        if value and not self.valid_value(value):
            self.choices = [*self.choices, (value, value)]


class CodesField(forms.MultipleChoiceField):
    """Several codes of a set, kept as a list in a row."""

    def __init__(self, code_set: str, *, required: bool = False, **kwargs: Any) -> None:
        few = len(get_vocabulary(code_set)) <= MOST_BOXES
        widget = forms.CheckboxSelectMultiple() if few else FilteredChoices()
        super().__init__(choices=partial(_names, code_set), required=required, widget=widget, **kwargs)

    def keep(self, held: Any) -> None:
        """Go on accepting the codes in ``held``, whatever they are."""
        unknown = [code for code in held or () if not self.valid_value(code)]
        if unknown:
            self.choices = [*self.choices, *((code, code) for code in unknown)]


DATE_FORMAT = "%d.%m.%Y"
BAD_DATE = {"invalid": _("Write the date like this: 24.11.2026.")}
BAD_TIME = {"invalid": _("Write the time like this: 17.00.")}
BAD_MOMENT = {"invalid": _("Write the date and the time like this: 24.11.2026 17.00.")}


def _time_format() -> str:
    return "%H:%M" if (get_language() or "fi").startswith("en") else "%H.%M"


# Otherwise the picker silently writes today or the present time over what it cannot read, such as 2026-12-01.
KEEP_WHAT_IS_TYPED = {"validateOnBlur": False}


class DateInput(AdminDateInput):
    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format=DATE_FORMAT)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), **KEEP_WHAT_IS_TYPED}


class TimeInput(AdminTimeInput):
    """Written 17.00 in Finnish and Swedish, 17:00 in English; both are read in all three."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%H:%M")

    def format_value(self, value: Any) -> Any:
        return value.strftime(_time_format()) if isinstance(value, dt.time) else super().format_value(value)

    def get_config(self) -> dict[str, Any]:
        written = "H:i" if _time_format() == "%H:%M" else "H.i"
        return {**super().get_config(), "format": written, "formatTime": written, **KEEP_WHAT_IS_TYPED}


class MomentInput(AdminDateTimeInput):
    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format=f"{DATE_FORMAT} %H:%M")

    def format_value(self, value: Any) -> Any:
        if isinstance(value, dt.datetime):
            return value.strftime(f"{DATE_FORMAT} {_time_format()}")
        return super().format_value(value)

    def get_config(self) -> dict[str, Any]:
        written = "H:i" if _time_format() == "%H:%M" else "H.i"
        return {**super().get_config(), "format": f"d.m.Y {written}", "formatTime": written, **KEEP_WHAT_IS_TYPED}


class DateField(forms.DateField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", DateInput())
        super().__init__(input_formats=dates.DATE_INPUT_FORMATS, error_messages=BAD_DATE, **kwargs)


class TimeField(forms.TimeField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", TimeInput())
        messages = {**BAD_TIME, **kwargs.pop("error_messages", {})}
        super().__init__(input_formats=dates.TIME_INPUT_FORMATS, error_messages=messages, **kwargs)


def on_clocks(day: dt.date, time: dt.time, zone: str) -> dt.datetime:
    """The moment at which clocks in ``zone`` show ``time`` on ``day``; raises ``ValidationError`` if they never do."""
    moment = dt.datetime.combine(day, time, ZoneInfo(zone))
    if moment.astimezone(dt.UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) != moment.replace(tzinfo=None):
        raise forms.ValidationError(_("This time does not exist: clocks are moved forward on that night."))
    return moment.astimezone(dt.UTC)


class MomentField(forms.DateTimeField):
    """A moment, written and shown as wall-clock time in ``OPINOVI_WAGTAIL["TIME_ZONE"]``, whatever the user's own zone is."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", MomentInput())
        super().__init__(input_formats=dates.DATETIME_INPUT_FORMATS, error_messages=BAD_MOMENT, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, dt.datetime) and value.tzinfo is not None:
            return dates.local(value, conf.TIME_ZONE).replace(tzinfo=None)
        return value

    def to_python(self, value: Any) -> dt.datetime | None:
        if value in self.empty_values:
            return None
        if isinstance(value, dt.datetime):
            return value
        for pattern in self.input_formats:
            try:
                written = dt.datetime.strptime(str(value).strip(), pattern)
            except ValueError:
                continue
            return on_clocks(written.date(), written.time(), conf.TIME_ZONE)
        raise forms.ValidationError(self.error_messages["invalid"], code="invalid")


class AmountField(forms.DecimalField):
    """A number with a comma or a point before its decimals, shown with the one that the user's language has."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def prepare_value(self, value: Any) -> Any:
        written = super().prepare_value(value)
        if isinstance(value, Decimal) and not (get_language() or "fi").startswith("en"):
            return str(value).replace(".", ",")
        return written

    def to_python(self, value: Any) -> Any:
        return super().to_python("".join(value.split()).replace(",", ".") if isinstance(value, str) else value)


class WebAddressField(forms.URLField):
    """An http or https address; without a scheme, https is meant."""

    default_validators = [URLValidator(schemes=["http", "https"])]

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("assume_scheme", "https")
        super().__init__(**kwargs)


def field_for(db_field: models.Field[Any, Any], **kwargs: Any) -> Any:
    """The form field of the desk for ``db_field``; Wagtail's own where nothing here knows better."""
    said = {"label": capfirst(db_field.verbose_name), "help_text": db_field.help_text}
    code_set = CODE_SETS.get((db_field.model._meta.model_name or "", db_field.name))
    if code_set and isinstance(db_field, models.JSONField):
        return CodesField(code_set, required=not db_field.blank, **said)
    if code_set:
        number = isinstance(db_field, models.IntegerField)
        typed = {"coerce": int, "empty_value": None} if number else {"empty_value": ""}
        return CodeField(code_set, required=not db_field.blank, **typed, **said)
    required = {"required": not db_field.blank}
    match db_field:
        case WordsField():
            return db_field.formfield(label=said["label"])
        case models.DateTimeField():
            return MomentField(**required, **said)
        case models.DecimalField():
            digits = {"max_digits": db_field.max_digits, "decimal_places": db_field.decimal_places}
            return AmountField(**digits, **required, **said)
        case models.DateField():
            return DateField(**required, **said)
        case models.TimeField():
            return TimeField(**required, **said)
        case models.ForeignKey() if db_field.related_model in (Partner, Place):
            # A list to pick from takes one step; Wagtail's chooser takes three.
            return db_field.formfield(widget=forms.Select())
        case models.CharField() if db_field.name.endswith("url"):
            return WebAddressField(max_length=db_field.max_length, **required, **said)
    return formfield_for_dbfield(db_field, **kwargs)
