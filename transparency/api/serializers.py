"""What the lists of the API hold, for its description. Whole entries are described by the schema of the file."""

from typing import Any

from rest_framework import serializers

from transparency.standing import STANDINGS


class OperatorNamed(serializers.Serializer[Any]):
    slug = serializers.CharField()
    name = serializers.CharField()


class AppRow(serializers.Serializer[Any]):
    """One app in a list."""

    key = serializers.CharField(help_text="Permanent.")
    name = serializers.CharField()
    operator = OperatorNamed()
    subject = serializers.CharField(help_text="Empty: not stated.")
    grades = serializers.ListField(child=serializers.CharField())
    schools = serializers.ListField(child=serializers.CharField(), help_text="Empty: all schools.")
    kinds_of_information = serializers.IntegerField(help_text="How many kinds of information it holds.")
    agreements = serializers.IntegerField()
    standing = serializers.ChoiceField(list(STANDINGS), allow_null=True, help_text="The best of its agreements, today.")
    posted_on = serializers.DateField(allow_null=True)
    page = serializers.URLField(help_text="For people.")
    api_address = serializers.URLField(help_text="Everything about it.")


class SubcontractorNamed(serializers.Serializer[Any]):
    name = serializers.CharField()
    purpose = serializers.CharField()


class OperatorRow(serializers.Serializer[Any]):
    """One operator."""

    slug = serializers.CharField(help_text="Permanent.")
    name = serializers.CharField()
    kind = serializers.CharField()
    address = serializers.ListField(child=serializers.CharField(), help_text="Business address, line by line.")
    website = serializers.CharField(allow_blank=True)
    subcontractors = SubcontractorNamed(many=True)
    subcontractors_url = serializers.CharField(allow_blank=True)
    apps = serializers.IntegerField()
    page = serializers.URLField()
    api_address = serializers.URLField()


class OperatorWhole(OperatorRow):
    """One operator with its apps."""

    its_apps = AppRow(many=True)


class KindRow(serializers.Serializer[Any]):
    """One kind of information about students."""

    code = serializers.CharField(help_text="Permanent.")
    name = serializers.CharField()
    group = serializers.CharField()
    explanation = serializers.CharField()
    apps = serializers.IntegerField(help_text="Apps that hold it.")
    apps_that_disclose_it = serializers.IntegerField(allow_null=True, help_text="null: not counted.")
    apps_api_address = serializers.URLField()

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        named = serializers.CharField(help_text="personal, directory, content, sensitive or ordinary.")
        return {**super().get_fields(), "class": named}


class PublishedSaid(serializers.Serializer[Any]):
    at = serializers.DateTimeField()
    sha256 = serializers.CharField()


class DistrictSaid(serializers.Serializer[Any]):
    name = serializers.CharField()
    state = serializers.CharField()
    address = serializers.URLField()
    website = serializers.CharField(allow_blank=True)


class SnapshotRow(PublishedSaid):
    """One act of publishing."""

    number = serializers.IntegerField()
    apps = serializers.IntegerField()
    breaches = serializers.IntegerField()
    summary = serializers.CharField()
    api_address = serializers.URLField()


class ChangeSaid(serializers.Serializer[Any]):
    key = serializers.CharField()
    name = serializers.CharField()
    operator = serializers.CharField()
    what = serializers.ListField(child=serializers.CharField(), help_text="In sentences.")


class DifferenceSaid(serializers.Serializer[Any]):
    added = ChangeSaid(many=True)
    changed = ChangeSaid(many=True)
    removed = ChangeSaid(many=True)


class SnapshotWhole(SnapshotRow):
    """One act of publishing, and what it changed."""

    difference = DifferenceSaid()


class Root(serializers.Serializer[Any]):
    """Where everything is."""

    district = DistrictSaid(allow_null=True)
    day = serializers.DateField()
    published = PublishedSaid(allow_null=True)
    apps = serializers.URLField()
    operators = serializers.URLField()
    information = serializers.URLField()
    breaches = serializers.URLField()
    snapshots = serializers.URLField()
    schema = serializers.URLField()
    everything = serializers.URLField()


class Refused(serializers.Serializer[Any]):
    """Why there is no answer."""

    detail = serializers.CharField()
