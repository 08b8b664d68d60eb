"""Which paragraphs are not the article: headings, bylines, captions, teasers, share lines, cookie text.

Nothing is deleted. A paragraph that is recognised is relabelled as noise with the reason, so that a
person can see what was left out and why. The rules judge a whole paragraph; they know nothing of its
subject, so an off-topic item in a list of news stays what it is.

There are three kinds of rule, tried in this order: fixed wordings, the shape of a line among the
other lines of its article, and the words it repeats. The rules of shape rest on most paragraphs ending
in a full stop; where they do not (a poem, a list of notes without punctuation) these rules keep still.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from briefing.model import Block

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_DATE = (
    rf"(?:{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}|\d{{1,2}}(?:st|nd|rd|th)? {_MONTH},? \d{{4}}|"
    r"\d{4}-\d\d-\d\d)"
)
_NAME = r"[A-Z][\w.’'\-]*"
_AGENCY = (
    r"(?:AP|AFP|EPA|Reuters|REUTERS|Getty(?: Images)?|Anadolu|Xinhua|TASS|Sputnik|Alamy|Shutterstock|iStock)"
)

# Reason and wordings, looked for at the start of a paragraph; the first that fits gives the reason.
# A wording that ends in `$` must be the whole line, and one that also rules out a full stop before it
# (`_UNSTOPPED`) lets a sentence that merely begins like that pass.
_UNSTOPPED = r"$(?<![.!?])"
_ANY_CASE: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "navigation",
        (
            r"(?:previous|next) (?:post|article|story)\b",
            r"(?:back to top|skip to (?:main )?content|home|menu|search|print|toggle navigation)$",
            r"list \d+ of \d+",
            r"(?:end of list|recommended stories|trending(?: now)?|top stories|in this article)\b.{0,60}$",
            r"(?:most (?:read|popular|viewed)|latest (?:news|stories)|table of contents)\b.{0,60}$",
            r"related (?:stories|articles|topics|content|links?)\b.{0,60}$",
            r"more (?:on this story|from|stories|to explore)\b.{0,60}$",
            r"slide ?show\b",
            r"\(?\d+ images?\)?$",
            r"(?:gallery|in pictures)\b.{0,50}" + _UNSTOPPED,
        ),
    ),
    (
        "read more",
        (
            r"(?:read|see|learn|find out|hear|watch|more)(?: (?:more|also|next|now|here|on))?\s*[:|»›→]",
            r"(?:read|see|learn|find out) more\b",
            r"read (?:also|next|the full)\b",
            r"(?:continue|keep) reading\b",
            r"(?:click|tap) (?:here|on|to|for)\b",
            r"(?:full (?:story|coverage))\b.{0,40}$",
            r"also read\b",
            r"don['’]t miss\b",
            r"(?:watch|listen|see) (?:our|the|this|now|live|below|above|more)\b",
        ),
    ),
    (
        "player",
        (
            r"your browser does(?: not|n['’]t) support",
            r"this (?:video|audio|content|feature) (?:is|can ?not|could not|has)\b.{0,80}$",
            r"(?:video|audio) (?:player|unavailable)",
            r"(?:listen|play|watch)(?: to)?(?: (?:this|the))? (?:article|story|audio|video|live|now)\b",
            r"(?:now playing|up next|autoplay|transcript|loading)\b.{0,40}" + _UNSTOPPED,
            r"\d+ min(?:ute)?s? (?:read|listen)\b",
            r"(?:youtube|twitter|facebook|instagram|tiktok|telegram|whatsapp|x\.com)$",
        ),
    ),
    (
        "advertisement",
        (
            r"(?:advertisements?|advertising|sponsored(?: content)?|promoted|paid (?:post|content))\b.{0,60}"
            + _UNSTOPPED,
            r"(?:story|article) continues(?: (?:below|after))?\b.{0,60}$",
        ),
    ),
    (
        "share line",
        (
            r"(?:share|tweet|pin|e-?mail|save|copy (?:the )?link|follow|like|join|connect with)"
            r"(?: (?:this|us|on|via|the|our|article|story|post|with|to))*\b.{0,60}\b"
            r"(?:facebook|twitter|whatsapp|telegram|linkedin|reddit|instagram|threads|bluesky|e-?mail|link|x|us|"
            r"article|story|friends)\W*$",
            r"(?:share|tweet|comments?|\d+ (?:comments?|shares?)|(?:leave|post) a (?:comment|reply))\W*$",
            r"facebook ?(?:\|? ?twitter|share)\W*$",
        ),
    ),
    (
        "newsletter",
        (
            r"(?:sign up|subscribe|subscription|register|log in|sign in|already a subscriber)\b",
            r"become a (?:member|subscriber)\b",
            r"get (?:instant|the latest|our|unlimited|breaking|daily|all|notified)\b",
            r"(?:be the first to know|never miss|manage newsletters?|enter your e-?mail)\b",
            r"enjoy (?:bonus|unlimited|full)\b",
            r"support (?:our|independent|mission|quality|the)\b.{0,60}journalism",
            r"download (?:our|the)\b.{0,40}\bapp\b",
            r"stay (?:informed|up to date|connected)\b",
            r"thank you for (?:reading|subscribing|registering)\b",
            r"try .{0,40}(?:free|for \$)",
            r"(?:this|our) newsletter\b",
            r"(?:donate|make a (?:gift|donation))\b.{0,80}$",
            r"(?:notification-?important|turn on notifications)",
        ),
    ),
    (
        "cookies",
        (
            r".{0,120}\bcookies?\b.{0,60}\b(?:uses?|accept|consent|settings|policy|agree|website|site)",
            r"(?:we|this (?:site|website)|by (?:using|continuing|clicking)).{0,80}\bcookies?\b",
            r".{0,60}\b(?:privacy (?:policy|notice)|terms (?:of (?:use|service)|and conditions))\b.{0,80}"
            + _UNSTOPPED,
            r"by (?:signing up|subscribing|continuing|clicking|submitting)\b.{0,90}\bagree\b",
        ),
    ),
    (
        "copyright",
        (
            r"(?:©|\(c\) ?\d{4}|copyright\b|all rights reserved)",
            r".{0,80}\ball rights reserved\b",
            r".{0,40}\breprint permission",
            r"this (?:article|material|story) (?:may not be|was originally|is republished|first appeared)",
        ),
    ),
    (
        "poll",
        (
            r"vote now",
            r"take (?:our|the) (?:poll|survey|quiz)",
            r"poll:",
            r"do you (?:approve|agree|think|support|believe)\b.{0,90}\?$",
        ),
    ),
    (
        "contributors",
        (
            r"(?:additional )?(?:reporting|writing|editing|research|translation|contributions?|photography)"
            r"(?: and (?:writing|editing|reporting))? by\b",
            r"(?:contributing|contributors?|with (?:files|reporting|additional reporting|post wires|agencies|"
            r"wires?|inputs?)|(?:edited|compiled|translated) by|sources?:|via)(?!\w).{0,90}" + _UNSTOPPED,
            r".{0,200}\bcontributed (?:to|reporting)\b.{0,80}$",
            r"(?:the )?(?:associated press|reuters|afp|ap|agence france-presse|wire (?:services?|reports?)|"
            r"with agencies|staff and agencies|(?:from )?(?:news )?agencies)\.?$",
        ),
    ),
    (
        "byline",
        (
            r"(?:last |first )?(?:published|updated|posted|modified|issued)\b(?: (?:on|at))?[:\s].{0,60}"
            + _UNSTOPPED,
        ),
    ),
    (
        "caption",
        (
            r"(?:enlarge this image|hide caption|toggle caption|image (?:source|caption|credit))",
            r"(?:file )?(?:photo|picture|image|video)(?: (?:credit|by|courtesy))?\s*[:/|]",
            r"(?:credit|pictured|photograph|illustration|getty images|caption)\b.{0,90}" + _UNSTOPPED,
        ),
    ),
    (
        "teaser",
        (
            r"(?:more|related|analysis|opinion|explainer|video|photos?|live|podcast|updated?|developing|breaking)"
            r"\s*[:|]$",
        ),
    ),
)
# Capitals are part of these marks.
_AS_WRITTEN: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "request for comment",
        (
            rf"(?:The )?{_NAME}(?: {_NAME}){{0,4}} (?:has |have )?(?:also )?(?:reached out|contacted)\b"
            r".{0,120}\bfor (?:a |further |additional )?comment",
        ),
    ),
    (
        "byline",
        (
            rf"(?:By|BY|by|Words by|Story by|Written by|From) {_NAME}"
            rf"(?:[ ,|·•-]+(?:and|in|for|at|of|the|[A-Z@][\w.’'@\-]*))*(?:[ ,|]+{_DATE})?.{{0,30}}"
            + _UNSTOPPED,
        ),
    ),
    (
        "date line",
        (
            rf"(?:{_DAY},? )?{_DATE}[,\s]*(?:at )?(?:\d{{1,2}}[:.]\d\d ?(?:[ap]\.?m\.?)?)?[ \w]{{0,8}}$",
            rf"{_DAY},? \d{{1,2}} {_MONTH}$",
            r"\d{1,2}[:.]\d\d(?: ?[ap]\.?m\.?)?(?: \w{2,4})?$",
            r"\d+ (?:minutes?|hours?|days?|weeks?|months?) ago\b.{0,20}" + _UNSTOPPED,
        ),
    ),
    (
        "caption",
        (
            r".{0,400}\[(?:File|Handout|Courtesy|Screengrab|Photo)\b[^\]]*\]\W*$",
            rf".{{0,400}}\[[^\]]{{1,60}}/{_AGENCY}[^\]]{{0,30}}\]\W*$",
            rf".{{0,400}}\((?:(?:{_AGENCY}|Photo|File|Image)(?: [Pp]hoto)? ?[/:]|AP Photo)[^)]{{1,60}}\)\W*$",
            r".{0,400}\bREUTERS/[\w ]+\W*$",
            rf".{{0,400}}{_NAME} ?/ ?{_AGENCY}(?: (?:via|Photo)\b.{{0,40}})?\W*$",
            rf".{{0,400}}{_AGENCY} via Getty Images\W*$",
            r".{0,400}(?:hide|toggle) caption\W*$",
            rf".{{20,300}},? (?:on )?{_DAY},? {_MONTH} \d{{1,2}},? \d{{4}}\.?$",
        ),
    ),
    (
        "teaser",
        (
            rf".{{0,80}}\b[A-Z]{{2,5}}['’]s {_NAME} {_NAME} "
            r"(?:discusses|explains|breaks down|weighs in|reacts|joins|talks to|sits down)\b",
            r"(?:['‘][^'’]{3,60}['’]|[A-Z][\w’' ]{3,60}):[A-Z'‘].{20,}[^.?!…]$",
        ),
    ),
    ("pull-quote", (rf"[—–-]+ ?(?:{_NAME},? ?|of |the |and ){{1,6}}\W*$",)),
)
_COMPILED = tuple(
    (reason, re.compile("|".join(f"(?:{way})" for way in ways), flags))
    for table, flags in ((_ANY_CASE, re.IGNORECASE), (_AS_WRITTEN, 0))
    for reason, ways in table
)

# Headings of what stands below an article: other articles, and what readers say.
_BELOW = re.compile(
    r"(?:you (?:might|may) (?:also )?(?:like|enjoy|be interested)"
    r"|others? (?:\w+ )?(?:stories|articles|columns|news|posts)"
    r"|(?:related|recommended|featured|popular|promoted|sponsored|similar|further|latest|top|trending|recent) "
    r"(?:\w+ )?(?:stories|articles|news|posts|content|topics|coverage|reading|links|headlines|videos?|slide ?shows?)"
    r"|most (?:read|popular|viewed|shared|commented|recent)|recommended(?: for you)?|trending(?: now)?"
    r"|(?:what to )?read (?:next|this next)|up next|(?:from )?around the web"
    r"|more (?:from|on|in|stories|news|articles|headlines|top stories|like this|to read|coverage)"
    r"|today (?:on|in) \w+|editors?['’]?s?['’]? (?:picks|choice)|(?:\d+ )?comments?"
    r"|(?:leave|post|write|add) a (?:comment|reply)|(?:join|start) the (?:conversation|discussion)"
    r"|about the authors?|in (?:other|related) news|don['’]t miss|also in the news)\b.{0,40}$",
    re.IGNORECASE,
)
# What follows such a heading is an article's own when it is more than this share of the words.
_BELOW_SHARE = 0.25

_TRAILER = re.compile(r"(?:\s*(?:\([^()]*\)|\[[^\[\]]*\]))+$")
_CLOSERS = "\"'”’»)]*†"
_WORD = re.compile(r"[^\W_]+(?:[’'\-][^\W_]+)*")
_BULLET = re.compile(r"\s*(?:[•*·▪◦–—-]|\d{1,2}[.)]|\d{4}-\d\d-\d\d|\d{1,2}[:.]\d\d)\s")
_INNER_END = re.compile(r"[a-z]{3}[.?!][\"'”’)]* [A-Z]")
_HEADING_WORDS = 12
_LEADING_IN = ",:;–—-"


def label(text: str, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """`blocks` with each paragraph that is boilerplate relabelled as noise, with the reason.

    Titles, headings, quotations and what is noise already stay as they are; spans never change.
    """
    lines = [text[block.span.start : block.span.end].strip() for block in blocks]
    title = next((line for block, line in zip(blocks, lines, strict=True) if block.kind == "title"), "")
    article = _Article(title, [ln for b, ln in zip(blocks, lines, strict=True) if b.kind == "paragraph"])
    labelled: list[Block] = []
    for number, (block, line) in enumerate(zip(blocks, lines, strict=True)):
        reason = ""
        if block.kind == "paragraph":
            following = lines[number + 1] if number + 1 < len(lines) else ""
            reason = _by_wording(line) or article.by_shape(line, following) or article.by_repetition(line)
            article.seen(line, reason)
        labelled.append(replace(block, kind="noise", reason=reason) if reason else block)
    return _dangling(_below(labelled, lines), lines)


def _below(blocks: list[Block], lines: Sequence[str]) -> list[Block]:
    """`blocks` with what follows a heading of other articles as noise, where it stands below the article.

    In the middle of one such a heading is a box, and the article goes on after it: what follows must be a
    small part of the words, most of its paragraphs with a heading of their own or without a full stop.
    """
    sizes = [len(ln.split()) if b.kind == "paragraph" else 0 for b, ln in zip(blocks, lines, strict=True)]
    left = sum(sizes)
    whole = left
    for place, (block, line) in enumerate(zip(blocks, lines, strict=True)):
        left -= sizes[place]
        if left > _BELOW_SHARE * whole or block.kind not in ("heading", "noise") or not _BELOW.match(line):
            continue
        rest = range(place + 1, len(blocks))
        told = [n for n in rest if blocks[n].kind == "paragraph" and blocks[n - 1].kind == "paragraph"]
        if len(told) * 3 > sum(blocks[n].kind == "paragraph" for n in rest):
            continue
        for n in range(place, len(blocks)):
            if blocks[n].kind in ("paragraph", "heading", "quotation"):
                blocks[n] = replace(blocks[n], kind="noise", reason="below the article")
        break
    return blocks


def _by_wording(line: str) -> str:
    folded = " ".join(line.split())
    bare = folded.lstrip("([–—-•*· ")
    for reason, pattern in _COMPILED:
        if pattern.match(folded) or (bare != folded and pattern.match(bare)):
            return reason
    return ""


def _dangling(blocks: list[Block], lines: list[str]) -> tuple[Block, ...]:
    """A short line that leads in with a colon to something that is not there (a video, a post)."""
    for number, (block, line) in enumerate(zip(blocks, lines, strict=True)):
        follows = blocks[number + 1].kind if number + 1 < len(blocks) else "noise"
        if block.kind == "paragraph" and line.endswith(":") and follows == "noise" and len(line.split()) <= 6:
            blocks[number] = replace(block, kind="noise", reason="lead-in to nothing")
    return tuple(blocks)


class _Article:
    """What the other lines are like: a line's shape means something only beside them."""

    def __init__(self, title: str, paragraphs: Sequence[str]) -> None:
        self._title = _key(title)
        self._long_title = len(self._title.split()) > 4
        self._earlier: list[frozenset[str]] = []
        long = [line for line in paragraphs if len(line.split()) > _HEADING_WORDS]
        ended = sum(_ends(line) for line in long)
        self._punctuated = ended >= 1 and ended * 2 >= len(long)
        self._shouts = sum(_shouted(line) for line in paragraphs) * 2 > len(paragraphs)

    def by_shape(self, line: str, following: str) -> str:
        words = line.split()
        key = _key(line)
        if self._title and (key == self._title or (self._long_title and key.startswith(self._title))):
            return "repeats the title"
        if not self._shouts and _shouted(line) and (len(words) > 1 or not _ends(line)):
            return "heading or teaser in capitals"
        if not self._punctuated or _BULLET.match(line) or _continues(following):
            return ""
        if _quoted_whole(line) and len(words) <= 6:
            return "heading"
        if _ends(line):
            return "heading" if _title_cased(words) and len(words) >= 4 else ""
        if line[-1] in _LEADING_IN:
            return "heading" if len(words) <= 2 else ""
        if len(words) <= _HEADING_WORDS:
            return "" if _opens_quotation(line) and len(words) > 4 else "heading"
        return "" if _opens_quotation(line) or _INNER_END.search(line) else "caption or teaser"

    def by_repetition(self, line: str) -> str:
        """A caption or pull-quote says again what a paragraph said: most of its words in one place."""
        words = _shingles(line)
        if len(words) < 5 or _ends(line):
            return ""
        again = any(len(words & other) >= 0.8 * len(words) for other in self._earlier)
        return "repeats an earlier paragraph" if again else ""

    def seen(self, line: str, reason: str) -> None:
        if not reason:
            self._earlier.append(_shingles(line))


def _ends(line: str) -> bool:
    """True when a sentence ends here: a stop, perhaps inside marks or before "(Reuters)"."""
    bare = _TRAILER.sub("", line).rstrip(_CLOSERS + " ") or line
    return bare[-1:] in ".?!…"


def _continues(following: str) -> bool:
    return following[:1].islower()


def _shouted(line: str) -> bool:
    letters = [c for c in line if c.isalpha()]
    upper = sum(c.isupper() for c in letters)
    return (
        len(letters) >= 4
        and upper >= 0.85 * len(letters)
        and any(c.islower() or c.isupper() for c in letters)
    )


def _title_cased(words: Sequence[str]) -> bool:
    long = [w for w in words if len(w) > 3 and w[0].isalpha()]
    return len(long) >= 3 and all(w[0].isupper() for w in long)


def _quoted_whole(line: str) -> bool:
    inside = line[1:-1]
    return line[:1] in "\"'“‘«" and line[-1:] in "\"'”’»" and inside[-1:] not in ".?!,…" and len(line) > 2


def _opens_quotation(line: str) -> bool:
    return line[:1] in '"“«' or (line[:1] in "'‘" and not line[1:2].isspace())


def _key(line: str) -> str:
    return " ".join(_WORD.findall(line.casefold()))


def _shingles(line: str) -> frozenset[str]:
    words = _WORD.findall(line.casefold())
    return frozenset(" ".join(words[i : i + 3]) for i in range(len(words) - 2))
