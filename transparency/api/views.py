"""The read API: what is published, for programs. `openapi.py` describes it from these views."""

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from transparency.api import selectors, serializers, shapes
from transparency.api.answering import PublicView, parameters
from transparency.api.openapi import document, of_file
from transparency.dataset import app_said
from transparency.narrowing import SORT_NAMES, narrowing_read
from transparency.place import place_own

APPS_KNOWN = ("q", "subject", "grade", "school", "operator", "information", "sort")
REFUSALS = {404: serializers.Refused, 429: serializers.Refused}


def asked(name: str, description: str, choices: list[str] | None = None) -> OpenApiParameter:
    return OpenApiParameter(name, str, description=description, enum=choices)


class RootView(PublicView):
    """Where everything is."""

    @extend_schema(operation_id="root", responses={200: serializers.Root})
    def get(self, request: Request) -> Response:
        return Response(shapes.root_said(self.version, place_own()))


class AppsView(PublicView):
    """Apps with a posted agreement."""

    @extend_schema(
        operation_id="apps",
        parameters=[
            asked("q", "Words that all stand in its name, operator, purpose or kinds of information."),
            asked("subject", "As in the answer."),
            asked("grade", "PK, K or 1 to 12."),
            asked("school", "Name of a school; apps of all schools are found, too."),
            asked("operator", "Slug of the operator."),
            asked("information", "Code of a kind of information."),
            asked("sort", "Order of the list.", list(SORT_NAMES)),
        ],
        responses={200: serializers.AppRow(many=True)},
    )
    def get(self, request: Request) -> Response:
        given = parameters(request, APPS_KNOWN)
        narrowing = narrowing_read({name: given[name] for name in ("q", "subject", "grade", "school", "sort")})
        rows = selectors.apps_listed(self.version, narrowing, given["operator"], given["information"])
        return self.paged(rows, lambda row: shapes.app_row(row, self.version.as_of, place_own()))


class AppView(PublicView):
    """Everything about one app, as in the file."""

    @extend_schema(operation_id="app", responses={200: of_file("app"), **REFUSALS})
    def get(self, request: Request, key: str) -> Response:
        row = selectors.app_whole(self.version, key)
        if row is None:
            raise Http404
        values = (row["key"], row["sha256"], row["content"], row["row"])
        return Response(app_said(*values, self.version.as_of, place_own()))


class OperatorsView(PublicView):
    """Operators with a posted agreement."""

    @extend_schema(
        operation_id="operators",
        parameters=[asked("q", "Words that all stand in its name.")],
        responses={200: serializers.OperatorRow(many=True)},
    )
    def get(self, request: Request) -> Response:
        rows = selectors.operators_listed(self.version, parameters(request, ("q",))["q"])
        pages = self.pagination_class()
        found = pages.paginate_queryset(rows, request, view=self) or []
        details = selectors.operator_details(self.version, [row["some_key"] for row in found])
        return pages.get_paginated_response(
            [shapes.operator_row(row, details[row["some_key"]], place_own()) for row in found]
        )


class OperatorView(PublicView):
    """One operator and its apps."""

    @extend_schema(operation_id="operator", responses={200: serializers.OperatorWhole, **REFUSALS})
    def get(self, request: Request, slug: str) -> Response:
        apps = selectors.operator_apps(self.version, slug)
        if not apps:
            raise Http404
        said = selectors.operator_of_app(self.version, apps[0]["key"])
        row = shapes.operator_row({"operator_slug": slug, "apps": len(apps)}, said, place_own())
        return Response({**row, "its_apps": [shapes.app_row(app, self.version.as_of, place_own()) for app in apps]})


class InformationView(PublicView):
    """Kinds of information about students that some app holds."""

    @extend_schema(operation_id="information", responses={200: serializers.KindRow(many=True)})
    def get(self, request: Request) -> Response:
        parameters(request, ())
        return self.paged(selectors.information_listed(self.version), lambda kind: shapes.kind_row(kind, place_own()))


class KindView(PublicView):
    """One kind of information; `apps?information=CODE` lists who holds it."""

    @extend_schema(operation_id="kind", responses={200: serializers.KindRow, **REFUSALS})
    def get(self, request: Request, code: str) -> Response:
        for kind in selectors.information_listed(self.version):
            if kind.code == code:
                return Response(shapes.kind_row(kind, place_own()))
        raise Http404


class BreachesView(PublicView):
    """Breaches that are listed, the latest first."""

    @extend_schema(
        operation_id="breaches",
        parameters=[asked("operator", "Slug of the operator."), asked("app", "Key of an app that is named.")],
        responses={200: of_file("breach", many=True)},
    )
    def get(self, request: Request) -> Response:
        given = parameters(request, ("operator", "app"))
        return self.paged(selectors.breaches_listed(self.version, given["operator"], given["app"]), shapes.breach_row)


class BreachView(PublicView):
    """One breach, as in the file."""

    @extend_schema(operation_id="breach", responses={200: of_file("breach"), **REFUSALS})
    def get(self, request: Request, name: str) -> Response:
        breach = selectors.breach_whole(self.version, f"breaches/{name}")
        if breach is None:
            raise Http404
        return Response(shapes.breach_row(breach))


class SnapshotsView(PublicView):
    """Every act of publishing, the latest first."""

    @extend_schema(operation_id="snapshots", responses={200: serializers.SnapshotRow(many=True)})
    def get(self, request: Request) -> Response:
        parameters(request, ())
        return self.paged(selectors.snapshots_until(self.version), lambda row: shapes.snapshot_row(row, place_own()))


class SnapshotView(PublicView):
    """One act of publishing, and what it changed in words."""

    @extend_schema(operation_id="snapshot", responses={200: serializers.SnapshotWhole, **REFUSALS})
    def get(self, request: Request, number: int) -> Response:
        snapshot = selectors.snapshot_whole(self.version, number)
        if snapshot is None:
            raise Http404
        difference = {kind: snapshot.difference.get(kind, []) for kind in ("added", "changed", "removed")}
        return Response({**shapes.snapshot_row(snapshot, place_own()), "difference": difference})


class SchemaView(PublicView):
    """This API as an OpenAPI 3.1 document."""

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        return Response(document(place_own()), content_type="application/vnd.oai.openapi+json;version=3.1")
