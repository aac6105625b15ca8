"""Texts to begin a message with: the standard ones come at first use, and are the office's own from then on."""

from datetime import datetime

from django.db import transaction

from district.audit import Actor, audited
from requests_portal.models import ReplyTemplate
from requests_portal.services.steps import RequestRefused
from requests_portal.thread.fields import FIELDS, unknown_fields
from requests_portal.thread.standardtexts import STANDARD

LANGUAGES = ("en", "es")


def reply_templates_ensure(*, actor: Actor, now: datetime) -> int:
    """Write the standard texts where none ever came; how many. What the office changed or turned off stays so."""
    if ReplyTemplate.objects.exclude(code="").exists():
        return 0
    rows = [
        ReplyTemplate(
            code=text.code,
            name=text.name,
            kind=text.kind,
            language=language,
            subject=text.subject[language],
            body=text.body[language],
        )
        for text in STANDARD
        for language in LANGUAGES
    ]
    with transaction.atomic(), audited(actor=actor, reason="standard texts for messages"):
        # Two people at once: the second one's rows are there already.
        return len(ReplyTemplate.objects.bulk_create(rows, ignore_conflicts=True))


def template_save(*, template: ReplyTemplate, actor: Actor, now: datetime) -> ReplyTemplate:
    """Keep a text that a person wrote. RequestRefused for a field that does not exist."""
    for name, text in (("subject", template.subject), ("body", template.body)):
        if wrong := unknown_fields(text):
            known = ", ".join(f"{{{field}}}" for field in FIELDS)
            raise RequestRefused(f"There is no field {{{wrong[0]}}}. There are: {known}.", name)
    with audited(actor=actor, reason=f"text for messages: {template.name}"):
        template.save()
    return template
