"""Words and marks of a text with their places: what the tagger and the rules read.

Contractions are cut as treebanks cut them ("did|n't", "Iran|'s"), hyphened words stay whole, and the
full stop of a title or an initial belongs to it ("Gen.", "J."). Linear in the length of the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from briefing.model import Span

_TOKEN = re.compile(
    r"""
      (?:[^\W\d_]\.){2,}(?:'s(?=\W))?                                          # U.S., a.m.
    | (?:Mr|Mrs|Ms|Dr|Sen|Sens|Rep|Reps|Gov|Gen|Lt|Col|Sgt|Capt|Maj|Cmdr|Adm|Prof|Rev|St|Jr|Sr|Inc
        |Corp|Ltd|Co|vs|Jan|Feb|Mar|Apr|Aug|Sept|Sep|Oct|Nov|Dec|No|Ala|Ariz|Ark|Calif|Colo|Conn|Del
        |Fla|Ga|Ill|Ind|Kan|Ky|La|Mass|Md|Mich|Minn|Mo|Mont|Neb|Nev|Okla|Pa|Tenn|Tex|Va|Vt|Wash|Wis
        |Wyo|Amb|Hon|Messrs|Brig|Cpl|Pvt|Det|Insp|Supt|Spc|Vice-Adm|Rear-Adm|Lt\.-Gen|Maj\.-Gen)\.
    | [A-Z]\.(?=\s[A-Z])                                                       # initials
    | n['\u2019]t\b | ['\u2019](?:s|re|ve|ll|d|m)\b
    | [$\u00a3\u20ac]?\d+(?:[.,:/]\d+)*(?:[^\W\d_]{1,2}\b|%)?(?:-[^\W_]+)*
    | [^\W\d_]+?(?=n['\u2019]t\b)
    | \w+(?:[-\u2010\u2011]\w+|(?<=[OD])['\u2019](?=[A-Z])\w+|['\u2019](?!(?:s|re|ve|ll|d|m|t)\b)[^\W\d_]+|&\w+)*
    | ``|''|--+|\.\.+
    | [^\w\s]
    """,
    re.VERBOSE,
)


@dataclass(slots=True)
class Tokens:
    """Parallel lists over one stretch of text: `starts` and `ends` are offsets into that text.

    `tags` are Penn Treebank tags once the tagger has run. `lowers` are the words in lower case.
    """

    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    lowers: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.words)


def tokenise(text: str, span: Span) -> Tokens:
    """The tokens of `text` inside `span`, in order."""
    tokens = Tokens()
    for match in _TOKEN.finditer(text, span.start, min(span.end, len(text))):
        word = match.group()
        tokens.starts.append(match.start())
        tokens.ends.append(match.end())
        tokens.words.append(word)
        tokens.lowers.append(word.lower().replace("\u2019", "'"))
    return tokens
