"""The base of every viewset of the desk: rows are seen and touched through the partner they belong to."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_permission_codename
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import path
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from wagtail import VERSION as WAGTAIL_VERSION
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.viewsets.model import ModelViewSet

from .deleting import RowDeleteView
from .inspecting import RowInspectView
from .lists import RowPaginator
from .policies import PartnerPermissionPolicy, policy_for
from .scope import scoped, scoped_chooser


class PartnerViewSet(ModelViewSet):
    """A ``ModelViewSet`` whose views, filters and forms know only the partners of the user.

    A viewset for a model that :mod:`.policies` does not know cannot be made; a view that cannot be narrowed is refused.
    """

    # URL names that this viewset does not have.
    without: tuple[str, ...] = ("usage",)
    # What can be allowed at all.
    offered: tuple[str, ...] = ("add", "change", "delete", "view")
    copy_view_enabled = False
    # Bulk writes (the sync) send no signals, so the index of references could not be trusted.
    add_to_reference_index = False
    list_per_page = 30
    delete_view_class = RowDeleteView
    index_results_template_name = "opinovi_wagtail/admin/index_results.html"
    inspect_view_class = RowInspectView
    inspect_template_name = RowInspectView.template_name
    # Whole sentences: Wagtail would put the name of the model into its own, and Finnish would have to inflect it.
    saved_message: Any = gettext_lazy("Saved: %(object)s")
    deleted_message: Any = gettext_lazy("Deleted: %(object)s")
    error_message: Any = gettext_lazy("Nothing was saved yet: check the fields that are marked below.")

    @cached_property
    def name(self) -> str:
        # Also the path: kept apart from any viewset that the host has for a model of the same name.
        return f"opinovi-{self.model_name}"

    @cached_property
    def permission_policy(self) -> PartnerPermissionPolicy:
        return policy_for(self.model)

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        said = {"success_message": self.saved_message, "error_message": self.error_message}
        common = super().get_common_view_kwargs(**{"paginator_class": RowPaginator, **said, **kwargs})
        return common | {f"{name}_url_name": None for name in self.without}

    def get_delete_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_delete_view_kwargs(**{"success_message": self.deleted_message, **kwargs})

    def get_permissions_to_register(self) -> QuerySet[Permission]:
        """What the form of a group offers: Wagtail would leave "view" out, and offer what no view here can do."""
        codenames = [get_permission_codename(action, self.model_opts) for action in self.offered]
        ours = Permission.objects.filter(content_type__app_label=self.app_label, content_type__model=self.model_name)
        return ours.filter(codename__in=[*codenames, "manage_network"])

    def construct_view(self, view_class: type, **kwargs: Any) -> Any:
        return super().construct_view(scoped(view_class), **kwargs)

    def get_urlpatterns(self) -> list[Any]:
        return [pattern for pattern in super().get_urlpatterns() if pattern.name not in self.without]


class PartnerChooserViewSet(ChooserViewSet):
    """Choosers for page editors: only rows of the partners that they work for."""

    if WAGTAIL_VERSION < (8, 0):

        @cached_property
        def permission_policy(self) -> PartnerPermissionPolicy:
            return policy_for(self.model)

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_common_view_kwargs(**{"paginator_class": RowPaginator, **kwargs})

    def construct_view(self, view_class: type, **kwargs: Any) -> Any:
        return super().construct_view(scoped_chooser(view_class), **kwargs)

    def get_urlpatterns(self) -> list[Any]:
        # Without the view that creates a row inside the chooser.
        return [
            path("", self.choose_view, name="choose"),
            path("results/", self.choose_results_view, name="choose_results"),
            path("chosen/<str:pk>/", self.chosen_view, name="chosen"),
            path("chosen-multiple/", self.chosen_multiple_view, name="chosen_multiple"),
        ]
