"""The render room: an edition and a template in, a PDF (or the filled template) out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from briefing.model import Edition

__all__ = ["RenderOptions", "export", "fill_mail", "fill_xml", "render"]


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """What decides the look: template and theme (each a name, a folder or a file), and page size."""

    template: str = "sitrep"
    page: Literal["a4", "letter"] = "a4"
    theme: str = ""


def fill_xml(edition: Edition, options: RenderOptions) -> str:
    """The filled template of `edition`, in the markup of docs/markup.md; not yet checked against it."""
    from briefing.render.template import fill
    from briefing.render.view import view

    return fill(options.template, "brief.xml.j2", view(edition)).text


def fill_mail(edition: Edition, options: RenderOptions, extra: Mapping[str, Any]) -> tuple[str, str]:
    """The text and the HTML body of the message; `extra` are values beside those of the edition.

    `attached` is the name of the attached PDF, "" for a message without one.
    """
    from briefing.render.template import fill
    from briefing.render.view import view

    values = {**view(edition), "attached": "the PDF", **extra}
    text, html = (fill(options.template, part, values).text for part in ("mail.txt.j2", "mail.html.j2"))
    return text, html


def export(edition: Edition, options: RenderOptions, form: Literal["html", "markdown", "json"]) -> str:
    """The edition as a web page, as Markdown, or as the values a template sees, as JSON."""
    from briefing.render.markup import parse
    from briefing.render.template import fill
    from briefing.render.view import view

    values = view(edition)
    if form == "json":
        import json

        return json.dumps(values, ensure_ascii=False, indent=2) + "\n"
    filled = fill(options.template, "brief.xml.j2", values)
    root = parse(filled.text, where=filled.where, locate=filled.locate)
    if form == "html":
        from briefing.render.web import to_html

        return to_html(root)
    from briefing.render.markdown import to_markdown

    return to_markdown(root)


def render(edition: Edition, options: RenderOptions) -> bytes:
    """The PDF of `edition`: the same input gives the same bytes."""
    from briefing.render.markup import parse
    from briefing.render.template import fill
    from briefing.render.theme import load_theme
    from briefing.render.typeset import build
    from briefing.render.view import view

    theme = load_theme(options.theme)
    filled = fill(options.template, "brief.xml.j2", view(edition))
    root = parse(filled.text, where=filled.where, classes=theme.classes, locate=filled.locate)
    return build(root, theme, options.page, ()).data
