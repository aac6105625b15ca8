"""Words with shapes for the office's lists."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString


def status(tone: str, text: str) -> SafeString:
    """A status as every screen shows it: a shape and a word."""
    return render_to_string("components/status.html", {"tone": tone, "text": text})
