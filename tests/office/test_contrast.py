"""Every pair of colours that the design puts together can be read: WCAG 2.2, 1.4.3 (4.5:1) and 1.4.11 (3:1)."""

import re
from pathlib import Path

import pytest
from django.conf import settings

TOKENS = Path(settings.ROOT, "static/css/tokens.css").read_text(encoding="utf-8")
LIGHT, DARK = TOKENS.split("@media (prefers-color-scheme: dark)")
GROUNDS = ("paper", "surface", "surface-sunk")
TEXT = [
    *(
        (ink, ground)
        for ink in ("ink", "ink-soft", "accent", "accent-strong", "warning", "danger")
        for ground in GROUNDS
    ),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("on-danger", "danger"),
    ("on-danger", "danger-strong"),
    ("accent", "accent-tint"),
    ("accent-strong", "accent-tint"),
    ("ink", "accent-tint"),
    ("warning", "warning-tint"),
    ("ink", "warning-tint"),
    ("danger", "danger-tint"),
    ("ink", "danger-tint"),
    ("header-ink", "header"),
    ("header-soft", "header"),
    ("ink", "mark"),
    ("sheet-ink", "sheet"),
    ("sheet", "sheet-quote"),
    ("sheet", "sheet-conflict"),
]
SHAPES = [("line-strong", ground) for ground in GROUNDS] + [("focus", ground) for ground in GROUNDS]


def colours(style: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", style))


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("style", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "ground"), TEXT)
def test_text_can_be_read_on_its_ground(style: str, front: str, ground: str) -> None:
    scheme = colours(style)
    assert contrast(scheme[front], scheme[ground]) >= 4.5


@pytest.mark.parametrize("style", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "ground"), SHAPES)
def test_borders_of_controls_and_the_focus_ring_can_be_seen(style: str, front: str, ground: str) -> None:
    scheme = colours(style)
    assert contrast(scheme[front], scheme[ground]) >= 3


def test_dark_defines_every_colour_that_light_does() -> None:
    assert set(colours(DARK)) == set(colours(LIGHT))
