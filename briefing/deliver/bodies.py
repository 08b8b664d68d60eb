"""The mail's texts where no template wrote them: label first, then what changed, then the key points.

The HTML keeps to what mail programs show: tables for layout (marked as such for screen readers),
style on the elements, no scripts, nothing fetched from afar. Colours hold on light and dark ground;
the order of the source is the order of reading.
"""

from __future__ import annotations

from html import escape

from briefing.deliver.facts import Facts, KeyPoint
from briefing.deliver.labels import MEANING

_LABEL_COLOUR = {
    "TLP:RED": "#FF2B2B",
    "TLP:AMBER+STRICT": "#FFC000",
    "TLP:AMBER": "#FFC000",
    "TLP:GREEN": "#33FF00",
    "TLP:CLEAR": "#FFFFFF",
}
_FONT = "font-family:Georgia,'Times New Roman',serif"
_SMALL = "font-family:Arial,Helvetica,sans-serif;font-size:14px;line-height:20px"
# The mail's own few words; what the sources said stays as they said it, and labels are never
# translated (TLP 2.0).
_WORDS: dict[str, dict[str, str]] = {
    "en": {
        "unmarked": "Not marked.",
        "changed": "What changed",
        "points": "Key points",
        "number": "No.",
        "as_of": "as of",
        "attached": "The full briefing with its sources is attached:",
    },
    "de": {
        "unmarked": "Nicht gekennzeichnet.",
        "changed": "Was sich geändert hat",
        "points": "Das Wichtigste",
        "number": "Nr.",
        "as_of": "Stand",
        "attached": "Der ganze Bericht mit seinen Quellen liegt bei:",
    },
    "fr": {
        "unmarked": "Sans marquage.",
        "changed": "Ce qui a changé",
        "points": "Points clés",
        "number": "N°",
        "as_of": "arrêté au",
        "attached": "Le dossier complet, avec ses sources, est joint :",
    },
    "es": {
        "unmarked": "Sin marcar.",
        "changed": "Qué ha cambiado",
        "points": "Puntos clave",
        "number": "N.º",
        "as_of": "a fecha de",
        "attached": "El informe completo, con sus fuentes, va adjunto:",
    },
}
LANGUAGES = tuple(_WORDS)


def text_body(facts: Facts, file_name: str, lang: str = "en") -> str:
    """The plain text: what a phone shows first comes first. `lang` is one of `LANGUAGES`."""
    words = _WORDS[lang]
    lines = [f"{facts.marking}  {MEANING[facts.marking]}" if facts.marking else words["unmarked"], ""]
    issue = _issue(facts, words)
    lines += [facts.title, *([issue] if issue else []), ""]
    if facts.changed:
        lines += [words["changed"].upper(), *(f"- {change}" for change in facts.changed), ""]
    if facts.key_points:
        lines += [words["points"].upper()]
        for number, point in enumerate(facts.key_points, start=1):
            lines.append(f"{number}. {point.text}")
            if note := _note(point):
                lines.append(f"   [{note}]")
        lines.append("")
    lines += list(facts.notes)
    lines += _closing(file_name, words)
    return "\n".join(lines) + "\n"


def html_body(facts: Facts, file_name: str, lang: str = "en") -> str:
    """The same as HTML, in the same order."""
    words = _WORDS[lang]
    heading = f'<h1 style="margin:0;{_FONT};font-size:24px;line-height:30px">'
    rows = [_label(facts, words), _row(heading, facts.title, "h1")]
    if issue := _issue(facts, words):
        rows.append(_row(f'<p style="margin:0;{_SMALL}">', issue, "p"))
    if facts.changed:
        rows.append(_heading(words["changed"]))
        rows.append(_items("ul", [escape(change) for change in facts.changed]))
    if facts.key_points:
        rows.append(_heading(words["points"]))
        rows.append(_items("ol", [_point(point) for point in facts.key_points]))
    for note in (*facts.notes, *_closing(file_name, words)):
        rows.append(_row(f'<p style="margin:0;{_SMALL}">', note, "p"))
    return (
        "<!DOCTYPE html>\n"
        f'<html lang="{escape(facts.lang)}"><head><meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{escape(facts.title)}</title></head>\n"
        '<body style="margin:0;padding:0">\n'
        '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">'
        '<tr><td align="center">\n'
        '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" '
        'style="max-width:640px;text-align:left">\n'
        + "".join(rows)
        + "</table>\n</td></tr></table>\n</body></html>\n"
    )


def _issue(facts: Facts, words: dict[str, str]) -> str:
    """Number and cut-off; the date in digits, which every language reads alike."""
    parts = [f"{words['number']} {facts.number}"] if facts.number else []
    if facts.as_of:
        parts.append(f"{words['as_of']} {facts.as_of.strftime('%Y-%m-%d %H:%M %Z').strip()}")
    return ", ".join(parts)


def _note(point: KeyPoint) -> str:
    """How certain the text puts it, and where it stands."""
    certainty = "" if point.certainty == "asserted" else point.certainty
    return "; ".join(part for part in (certainty, ", ".join(point.sources)) if part)


def _closing(file_name: str, words: dict[str, str]) -> list[str]:
    return [f"{words['attached']} {file_name}"] if file_name else []


def _label(facts: Facts, words: dict[str, str]) -> str:
    if not facts.marking:
        return _row(f'<p style="margin:0;{_SMALL}">', words["unmarked"], "p")
    colour = _LABEL_COLOUR[facts.marking]
    return (
        f'<tr><td bgcolor="#000000" style="background-color:#000000;padding:8px 16px;{_SMALL};color:#FFFFFF">'
        f'<strong style="color:{colour};font-size:16px">{escape(facts.marking)}</strong> '
        f"{escape(MEANING[facts.marking])}</td></tr>\n"
    )


def _row(opening: str, text: str, element: str) -> str:
    return f'<tr><td style="padding:8px 16px">{opening}{escape(text)}</{element}></td></tr>\n' if text else ""


def _heading(text: str) -> str:
    return _row(f'<h2 style="margin:8px 0 0;{_FONT};font-size:18px;line-height:24px">', text, "h2")


def _items(element: str, items: list[str]) -> str:
    style = f"margin:0 0 8px;{_FONT};font-size:16px;line-height:24px"
    body = "".join(f'<li style="{style}">{item}</li>\n' for item in items)
    return (
        f'<tr><td style="padding:0 16px"><{element} style="margin:0;padding-left:24px">\n'
        f"{body}</{element}></td></tr>\n"
    )


def _point(point: KeyPoint) -> str:
    note = _note(point)
    return escape(point.text) + (f'<br><span style="{_SMALL}">[{escape(note)}]</span>' if note else "")
