"""Parts of public addresses: a hash, a day, the ending of a file."""

from django.urls import register_converter


class Sha256Converter:
    regex = "[0-9a-f]{64}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class DayConverter(Sha256Converter):
    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"


class EndingConverter(Sha256Converter):
    regex = "pdf|docx|txt"


register_converter(Sha256Converter, "sha256")
register_converter(EndingConverter, "ending")
register_converter(DayConverter, "isoday")
