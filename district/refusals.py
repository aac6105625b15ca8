"""What a service will not do, said to people."""


class Refused(Exception):
    """The message is a sentence for people; `field` names the form's field that it belongs to (empty: none)."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field
