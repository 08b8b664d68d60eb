"""The render room: an edition and a template in, a PDF (or the filled template) out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from briefing.errors import BriefingError, Faults
from briefing.render.result import Attachment

if TYPE_CHECKING:
    from briefing.model import Edition
    from briefing.render.markup import Node
    from briefing.render.result import Typeset

__all__ = ["Attachment", "RenderOptions", "compose", "export", "fill_mail", "fill_xml", "render"]


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

    `attached` is the name of the attached PDF, "" for a message without one; `changed` are lines that
    say what is new since the last edition.
    """
    from briefing.render.template import fill
    from briefing.render.view import view

    values = {**view(edition), "attached": "the PDF", "changed": (), **extra}
    text, html = (fill(options.template, part, values).text for part in ("mail.txt.j2", "mail.html.j2"))
    return text, html


def export(edition: Edition, options: RenderOptions, form: Literal["html", "markdown", "json"]) -> str:
    """The edition as a web page, as Markdown, or as the values a template sees, as JSON."""
    from briefing.render.languages import mark_languages
    from briefing.render.markup import parse
    from briefing.render.template import fill
    from briefing.render.view import view

    values = view(edition)
    if form == "json":
        import json

        return json.dumps(values, ensure_ascii=False, indent=2) + "\n"
    filled = fill(options.template, "brief.xml.j2", values)
    root = mark_languages(parse(filled.text, where=filled.where, locate=filled.locate))
    if form == "html":
        from briefing.render.web import to_html

        return to_html(root)
    from briefing.render.markdown import to_markdown

    return to_markdown(root)


def render(edition: Edition, options: RenderOptions) -> bytes:
    """The PDF of `edition`: the same input gives the same bytes."""
    return compose(edition, options).data


def compose(
    edition: Edition,
    options: RenderOptions,
    attachments: Sequence[Attachment] = (),
    *,
    missing: Literal["warn", "fail"] = "warn",
) -> Typeset:
    """The PDF of `edition` with files inside, and the characters that no font here can draw.

    Such a character is printed as a box and stays itself in the text. With "warn" the paper's
    coverage box says so; with "fail" each is a fault, with the statements it stands in.
    """
    made = _compose(edition, options, attachments)
    if not made.missing:
        return made
    faults = [
        BriefingError(
            f"no font here has {item.name} (in '{item.context[:40]}')",
            where=", ".join(s.id for s in edition.briefing.statements if item.character in s.text)[:80],
            hint=f"install a TrueType font that has it (Debian: {item.package}), or name one in the theme",
        )
        for item in made.missing
    ]
    if missing == "fail":
        raise Faults(faults)
    names = ", ".join(item.name for item in made.missing[:5])
    more = f" and {len(made.missing) - 5} more" if len(made.missing) > 5 else ""
    packages = ", ".join(dict.fromkeys(item.package for item in made.missing[:5]))
    note = f"Printed as a box, since no font here has it: {names}{more} (Debian has fonts: {packages})"
    briefing = replace(edition.briefing, notes=(*edition.briefing.notes, note))
    return _compose(replace(edition, briefing=briefing), options, attachments)


def _compose(edition: Edition, options: RenderOptions, attachments: Sequence[Attachment]) -> Typeset:
    from briefing.render.languages import mark_languages
    from briefing.render.markup import parse
    from briefing.render.template import fill
    from briefing.render.theme import load_theme
    from briefing.render.typeset import build
    from briefing.render.view import view

    theme = load_theme(options.theme)
    values = view(edition)
    filled = fill(options.template, "brief.xml.j2", values)
    root = parse(filled.text, where=filled.where, classes=theme.classes, locate=filled.locate)
    numbers = {statement["number"] for section in values["sections"] for statement in section["statements"]}
    keywords = _keywords(root, numbers, options, attachments)
    return build(mark_languages(root), theme, options.page, attachments, keywords=keywords)


def _keywords(
    root: Node, numbers: set[str], options: RenderOptions, attachments: Sequence[Attachment]
) -> str:
    """Which edition is printed, how, and how much of it: `briefing verify` and `open` read it back.

    Of a template outside the program the name alone: where a user keeps it is nobody's business.
    """
    toml = next((each.data for each in attachments if each.name == "briefing.toml"), None)
    if toml is None:
        return ""
    import hashlib
    from pathlib import PurePath

    from briefing.render.imprint import Imprint

    shown = len(numbers & set(root.values_of("words")))
    name = PurePath(options.template).name
    return Imprint(hashlib.sha256(toml).hexdigest(), shown, len(numbers), options.page, name).line
