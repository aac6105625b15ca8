"""What a person decides of an app that was seen in use."""

from datetime import datetime

from district.audit import Actor, audited
from district.models import User
from district.refusals import Refused
from inventory.importing.seen import Matcher, matched
from inventory.models import NameKind, OtherName, SeenApp, SeenMatch, SeenState
from inventory.models.seen import REASONED
from vendors.models import Operator, Product
from vendors.services import product_create


def seen_decide(*, app: SeenApp, state: str, reason: str, actor: User, now: datetime) -> SeenApp:
    """Keep what becomes of an app: asked for, to be blocked, made for everyone, no app; or open again.

    Refused without a reason where one has to be kept.
    """
    if state in REASONED and not reason.strip():
        raise Refused("Say why: the reason is kept.", field="reason")
    with audited(actor=actor, reason=f"Decided of an app seen in use: {SeenState(state).label}"):
        app.state, app.reason = state, reason.strip()
        app.decided_by, app.decided_at = (None, None) if state == SeenState.OPEN else (actor, now)
        app.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    return app


def seen_same_as(*, app: SeenApp, product: Product, actor: User, now: datetime) -> SeenApp:
    """Say that an app is a product of the inventory; every later file knows it by this name."""
    with audited(actor=actor, reason=f"An app seen in use is {product}"):
        OtherName.objects.update_or_create(
            kind=NameKind.PRODUCT,
            operator_key="",
            name_key=app.name_key,
            defaults={"written": app.written, "product": product, "said_by": actor, "said_at": now},
        )
        app.product, app.matched, app.near, app.state = product, SeenMatch.PERSON, [], SeenState.OPEN
        app.decided_by, app.decided_at = actor, now
        app.save(update_fields=["product", "matched", "near", "state", "decided_by", "decided_at"])
    return app


def seen_not_same(*, app: SeenApp, actor: User, now: datetime) -> SeenApp:
    """Take back that an app is a product; its other name is forgotten."""
    if app.matched == SeenMatch.EXACT:
        raise Refused("It has the very name of the product. Rename one of them first.")
    with audited(actor=actor, reason="An app seen in use is not that product"):
        OtherName.objects.filter(kind=NameKind.PRODUCT, name_key=app.name_key, product=app.product).delete()
        app.product, app.matched = None, SeenMatch.NONE
        app.save(update_fields=["product", "matched"])
    return app


def seen_general(*, app: SeenApp, operator: Operator | None, reason: str, actor: User, now: datetime) -> SeenApp:
    """An app made for everyone, with the reason; entered in the inventory as such where its operator is named."""
    if not reason.strip():
        raise Refused("Say why it counts as made for everyone: the reason is kept.", field="reason")
    with audited(actor=actor, reason="App seen in use is made for everyone"):
        seen_decide(app=app, state=SeenState.GENERAL, reason=reason, actor=actor, now=now)
        if operator is not None and app.product is None:
            app.product = product_create(
                operator=operator,
                name=app.written[:200],
                description="Made for everyone, and not run for the district.",
                general_audience=True,
                general_audience_reason=reason.strip(),
                actor=actor,
                now=now,
            )
            app.matched, app.near = SeenMatch.PERSON, []
            app.save(update_fields=["product", "matched", "near"])
    return app


def seen_match_again(*, actor: Actor, now: datetime) -> int:
    """Look again which unknown apps are products by now; the number that changed."""
    with audited(actor=actor, reason="Apps seen in use compared with the inventory"):
        apps = matched(SeenApp.objects.select_for_update().filter(product=None), Matcher())
        SeenApp.objects.bulk_update(apps, ["product", "matched", "near"], batch_size=1_000)
    return len(apps)
