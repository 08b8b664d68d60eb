"""The same tree as a web page: one file, nothing fetched, readable by a screen reader.

Every character of text goes through `escape`; attributes come from the checked markup only.
"""

from __future__ import annotations

from html import escape

from briefing.render.markup import Node

# The colours are those of the default theme and of TLP 2.0; light and dark, screen and print.
_STYLE = """
:root{color-scheme:light dark;--ink:#1a1a1a;--quiet:#5f6368;--paper:#fff;--tint:#f1f1ec;--link:#1b4b82}
@media (prefers-color-scheme:dark){:root{--ink:#eee;--quiet:#a8adb3;--paper:#16181a;--tint:#24272a;--link:#8ab4e8}}
body{margin:0 auto;max-width:42rem;padding:1rem 5.5rem;background:var(--paper);color:var(--ink);
font:1rem/1.45 'Source Serif Pro',Georgia,serif}
h1,h2,h3,th,.kicker,.masthead,.speaker,.also,.coverage,.badge,.label,.side,.fill,.marking,figure
{font-family:'Source Sans Pro',Helvetica,Arial,sans-serif}
h1{font-size:1.9rem;line-height:1.15;margin:.2rem 0 .6rem}
h2{font-size:1.3rem;margin:2rem 0 .4rem}
section>h2:first-child{border-top:2px solid currentColor;padding-top:.3rem}
h3{font-size:1.05rem;margin:1.2rem 0 .2rem}
p{margin:.6rem 0 0}
a{color:var(--link);text-decoration:none}a:hover,a:focus{text-decoration:underline}
.kicker{letter-spacing:.06em;color:var(--quiet);font-size:.85rem}
.masthead,.speaker,.also,.coverage{font-size:.85rem}.speaker,.also,.coverage,.empty{color:var(--quiet)}
.speaker{margin-top:0}
.statement,h2{position:relative}
.label,.side{position:absolute;top:.25em;font-size:.75rem;color:var(--quiet);font-weight:normal}
.label{right:calc(100% + .7rem)}.side{left:calc(100% + .7rem);white-space:nowrap}
.fill{float:right;font-size:.8rem;font-weight:normal;color:var(--quiet)}
.badge{border:1px solid currentColor;border-radius:.25em;font-size:.7rem;font-weight:bold;padding:0 .35em}
.box{background:var(--tint);border-left:4px solid var(--ink);padding:.5rem 1rem 1rem;margin:1rem 0}
.box h2{font-size:1.05rem;margin:0;border:0}
.ref{font-size:.8em;font-family:'Source Sans Pro',Helvetica,Arial,sans-serif}
blockquote{margin:.6rem 0;padding-left:.8rem;border-left:3px solid var(--link);font-style:italic}
table{border-collapse:collapse;width:100%;font-size:.9rem;margin-top:.5rem}
th,td{text-align:left;vertical-align:top;padding:.35rem .5rem}
th,td{border-bottom:1px solid var(--quiet);overflow-wrap:anywhere}
figure{margin:.6rem 0}figure ol{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:1rem}
figure li{flex:1 1 8rem;border-top:2px solid var(--ink);padding-top:.3rem;font-size:.85rem}
.quiet{color:var(--quiet)}
.marking{text-align:right;margin:0 0 1rem}.marking b{background:#000;padding:.1em .5em}
@media (max-width:40rem){body{padding:1rem}.label,.side{position:static;margin-right:.4em}}
@media print{body{padding:0 5rem}a{color:inherit}}
"""
_MARKING = {
    "TLP:RED": "#FF2B2B",
    "TLP:AMBER+STRICT": "#FFC000",
    "TLP:AMBER": "#FFC000",
    "TLP:GREEN": "#33FF00",
    "TLP:CLEAR": "#FFFFFF",
}
_TAGS = {
    "section": "section",
    "h1": "h1",
    "h2": "h2",
    "h3": "h3",
    "p": "p",
    "quote": "blockquote",
    "item": "li",
    "box": "section",
    "table": "table",
    "tr": "tr",
    "th": "th",
    "td": "td",
    "event": "li",
    "b": "b",
    "i": "i",
    "sup": "sup",
    "span": "span",
    "a": "a",
    "badge": "span",
    "label": "span",
    "side": "span",
    "fill": "span",
    "note": "small",
}


def to_html(root: Node) -> str:
    """A whole page of the `doc`; its marking, if it has one, stands at the head and at the foot."""
    lang, title = escape(root.attributes["lang"]), escape(root.attributes["title"])
    label = root.attributes.get("marking", "")
    marking = ""
    if label:
        marking = f'<p class="marking"><b style="color:{_MARKING[label]}">{label}</b></p>'
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<header>{marking}</header>\n<main>\n{_children(root, root)}</main>\n<footer>{marking}</footer>\n"
        "</body>\n</html>\n"
    )


def _children(node: Node, root: Node) -> str:
    return "".join(
        escape(child, quote=False) if isinstance(child, str) else _element(child, root)
        for child in node.children
    )


def _element(node: Node, root: Node) -> str:
    name = node.name
    if name in ("running", "page", "pages"):  # furniture of pages, and a web page has none
        return ""
    if name == "br":
        return "<br>"
    if name == "rule":
        return "<hr>\n"
    if name == "toc":
        return _contents(root, int(node.attributes.get("depth", "2")))
    inner = _children(node, root)
    if name == "list":
        tag = "ol" if node.attributes.get("numbered") == "yes" else "ul"
        return f"<{tag}{_attributes(node)}>\n{inner}</{tag}>\n"
    if name == "figure":
        alt = escape(node.attributes["alt"])
        return f'<figure{_attributes(node)} aria-label="{alt}"><ol>\n{inner}</ol></figure>\n'
    if name == "span" and not _attributes(node):  # a statement's words, marked for the PDF
        return inner
    tag = _TAGS[name]
    end = (
        "\n"
        if name in ("section", "h1", "h2", "h3", "p", "quote", "item", "box", "table", "tr", "event")
        else ""
    )
    start = "\n" if name in ("section", "box", "table") else ""
    return f"<{tag}{_attributes(node)}>{start}{inner}</{tag}>{end}"


def _attributes(node: Node) -> str:
    given = node.attributes
    classes = [node.name] if node.name in ("box", "badge", "label", "side", "fill") else []
    if "class" in given:
        classes.append(given["class"])
    pairs = {
        "id": given.get("id"),
        "class": " ".join(classes),
        "lang": given.get("lang"),
        "href": given.get("href") or (f"#{given['to']}" if "to" in given else None),
        "scope": {"column": "col", "row": "row"}[given.get("scope", "column")] if node.name == "th" else None,
    }
    return "".join(f' {key}="{escape(value)}"' for key, value in pairs.items() if value)


def _contents(root: Node, depth: int) -> str:
    """The contents list: links to the sections that a heading opens and that have an id."""
    lines = []
    for section in (n for n in root.children if isinstance(n, Node) and n.name == "section"):
        heading = next(
            (n for n in section.children if isinstance(n, Node) and n.name in ("h1", "h2", "h3")), None
        )
        if heading is None or "id" not in section.attributes or heading.attributes.get("listed") == "no":
            continue
        if int(heading.name[1]) - 1 <= depth:  # the title is not in its own contents list
            target = escape(section.attributes["id"])
            lines.append(f'<li><a href="#{target}">{escape(heading_words(heading))}</a></li>\n')
    return f"<nav><ul>\n{''.join(lines)}</ul></nav>\n"


def heading_words(heading: Node) -> str:
    """A heading's words without what stands beside them (`fill`, `label`, `side`, `note`)."""
    parts = [
        child if isinstance(child, str) else heading_words(child)
        for child in heading.children
        if isinstance(child, str) or child.name not in ("fill", "label", "side", "note")
    ]
    return "".join(parts).strip()
