"""The district's own records in the office: every write goes through its service."""

from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, reverse

from district import clock, people, services
from district.closureviews import closure_urls
from district.forms import AdoptedPackForm, NewPersonForm, PersonForm
from district.models import AdoptedPack, Closure, District, School, SignIn, User
from district.office import OfficeModelAdmin
from district.roles import ROLE_NAMES
from rulebook.loading import load_packs
from rulebook.model import Pack


@admin.register(District)
class DistrictAdmin(OfficeModelAdmin):
    """The one row: the list leads straight to it."""

    autocomplete_fields = ("signers",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not District.objects.exists()

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        only = District.objects.values_list("pk", flat=True).first()
        if only is not None and self.has_view_permission(request):
            return HttpResponseRedirect(reverse("admin:district_district_change", args=[only]))
        return super().changelist_view(request, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: District, form: Any, change: bool) -> None:
        services.district_save(district=obj, actor=self.actor(request), now=clock.now())


@admin.register(School)
class SchoolAdmin(OfficeModelAdmin):
    list_display = ("name", "code", "lowest_grade", "highest_grade", "enrolment")
    search_fields = ("name", "code")


@admin.register(AdoptedPack)
class AdoptedPackAdmin(OfficeModelAdmin):
    """Packs are chosen by title; a pack that was adopted is ended, never taken away."""

    form = AdoptedPackForm
    list_display = ("title", "pack", "adopted_on", "ended_on", "version", "unread")
    readonly_fields = ("version", "authority", "unread")

    def get_readonly_fields(self, request: HttpRequest, obj: AdoptedPack | None = None) -> Any:
        return (*self.readonly_fields, "pack", "adopted_on") if obj else ()

    def get_fields(self, request: HttpRequest, obj: AdoptedPack | None = None) -> Any:
        first = ("pack", "adopted_on", "policy")
        return (*first, "ended_on", "version", "authority", "unread") if obj else first

    def save_model(self, request: HttpRequest, obj: AdoptedPack, form: Any, change: bool) -> None:
        actor, now = self.actor(request), clock.now()
        if not change:
            adopted = services.pack_adopt(
                pack=obj.pack, adopted_on=obj.adopted_on, policy=obj.policy, actor=actor, now=now
            )
            obj.pk = adopted.pk
            return
        super().save_model(request, obj, form, change)
        if "ended_on" in form.changed_data:
            services.pack_end(adopted=obj, ended_on=obj.ended_on, actor=actor, now=now)

    @staticmethod
    def loaded(adopted: AdoptedPack) -> Pack | None:
        return load_packs().packs.get(adopted.pack)

    @admin.display(description="rule pack", ordering="pack")
    def title(self, adopted: AdoptedPack) -> str:
        pack = self.loaded(adopted)
        return pack.title if pack else f"{adopted.pack} (not in the rulebook)"

    @admin.display(description="version")
    def version(self, adopted: AdoptedPack) -> str:
        pack = self.loaded(adopted)
        return pack.version if pack else ""

    @admin.display(description="authority")
    def authority(self, adopted: AdoptedPack) -> str:
        pack = self.loaded(adopted)
        return pack.authority if pack else ""

    @admin.display(description="not verified")
    def unread(self, adopted: AdoptedPack) -> str:
        """How many rules' own sources were not seen by whoever wrote them down."""
        pack = self.loaded(adopted)
        doubtful = [rule.id for rule in pack.rules if not rule.verified] if pack else []
        return f"{len(doubtful)} of {len(pack.rules)} rules: {', '.join(doubtful)}" if pack and doubtful else "none"


@admin.register(Closure)
class ClosureAdmin(OfficeModelAdmin):
    """Closed days one by one, several at once, or from a calendar file."""

    list_display = ("day", "name", "source")
    search_fields = ("name", "source")
    date_hierarchy = "day"
    deletion_allowed = True
    change_list_template = "staff/closure_list.html"

    def get_urls(self) -> list[URLPattern]:
        return [*closure_urls(self), *super().get_urls()]

    def save_model(self, request: HttpRequest, obj: Closure, form: Any, change: bool) -> None:
        services.closure_save(closure=obj, actor=self.actor(request), now=clock.now())

    def delete_model(self, request: HttpRequest, obj: Closure) -> None:
        services.closure_remove(closure=obj, actor=self.actor(request), now=clock.now())

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Closure]) -> None:
        services.closures_remove(closures=list(queryset), actor=self.actor(request), now=clock.now())


class RoleFilter(admin.SimpleListFilter):
    """People by role, under the names that people use."""

    title = "role"
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [*ROLE_NAMES.items(), ("none", "no role")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        if self.value() == "none":
            return queryset.filter(groups=None)
        return queryset.filter(groups__name=self.value()) if self.value() in ROLE_NAMES else queryset


@admin.register(User)
class PersonAdmin(OfficeModelAdmin):
    """People and their roles. Passwords are never seen or set here: people set their own by a link."""

    list_display = ("name", "email", "position", "roles", "is_active", "last_login")
    list_filter = (RoleFilter, "is_active", "school")
    search_fields = ("name", "email", "position")
    readonly_fields = ("last_login",)
    actions = ("send_link", "reset_second_factor")

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    def get_form(self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change, form=PersonForm if obj else NewPersonForm, **kwargs)

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        first = ("name", "email", "position", "school")
        if not self.has_change_permission(request, obj):
            return (*first, "is_active", "last_login")
        return (*first, "is_active", "roles", "last_login") if obj else (*first, "roles", "invite")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and request.user.has_perm("district.give_roles")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A superuser's address and roles are out of reach for everyone else: they are the way to the account."""
        lifted = obj is not None and obj.is_superuser and not request.user.is_superuser
        return (
            not lifted and super().has_change_permission(request, obj) and request.user.has_perm("district.give_roles")
        )

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        actor, now, answers = self.actor(request), clock.now(), form.cleaned_data
        if change:
            changes = {name: answers[name] for name in form.changed_data if name in people.DETAILS}
            if changes:
                people.user_update(user=obj, actor=actor, now=now, **changes)
            people.user_roles_set(user=obj, roles=answers["roles"], actor=actor, now=now)
            return
        details = {name: answers[name] for name in ("name", "email", "position", "school", "roles")}
        made = people.user_create(**details, actor=actor, now=now)
        obj.pk = made.pk
        if answers["invite"]:
            people.invitation_send(user=made, actor=actor, on_trouble=lambda user: self.link_not_sent(request, user))

    def link_not_sent(self, request: HttpRequest, user: User) -> None:
        words = f"The account of {user} is there; its link was not sent. Send it again from the list of people."
        self.message_user(request, words, messages.ERROR)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Roles were given by the service; the form has nothing more to link."""

    @admin.display(description="roles")
    def roles(self, user: User) -> str:
        return ", ".join(ROLE_NAMES.get(group.name, group.name) for group in user.groups.all()) or "none"

    @admin.action(description="Send a link to set a password", permissions=["change"])
    def send_link(self, request: HttpRequest, queryset: QuerySet[User]) -> HttpResponse | None:
        able = [user for user in queryset if user.is_active and self.has_change_permission(request, user)]
        failed: list[User] = []
        for user in able:
            people.invitation_send(user=user, actor=self.actor(request), on_trouble=failed.append)
        transaction.on_commit(lambda: self.links_counted(request, len(able), failed))
        return None

    def links_counted(self, request: HttpRequest, asked: int, failed: list[User]) -> None:
        """Once the mails have gone out, or not: what failed is known only then."""
        for user in failed:
            self.link_not_sent(request, user)
        if sent := asked - len(failed):
            self.message_user(request, f"Links sent: {sent}.", messages.SUCCESS)

    @admin.action(description="Take the second factor away (lost telephone or key)", permissions=["change"])
    def reset_second_factor(self, request: HttpRequest, queryset: QuerySet[User]) -> HttpResponse | None:
        able = [user for user in queryset if self.has_change_permission(request, user)]
        for user in able:
            people.second_factor_reset(user=user, actor=self.actor(request), now=clock.now())
        self.message_user(request, f"Second factors taken away: {len(able)}.", messages.SUCCESS)
        return None


@admin.register(SignIn)
class SignInAdmin(OfficeModelAdmin):
    """Who came in and who was refused: read by those who read the trail."""

    list_display = ("at", "what", "email", "network_address")
    list_filter = ("what",)
    search_fields = ("email",)
    date_hierarchy = "at"

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("district.read_trail")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)
