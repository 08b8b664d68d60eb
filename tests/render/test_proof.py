"""The words on the pages, read back from the drawn letters and compared with the edition."""

from __future__ import annotations

import io
import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefing.model import Edition, Evidence, Statement, emit, statement_id
from briefing.render import Attachment, RenderOptions, compose, proof
from briefing.render.extract import extract
from tests.render.editions import SECTIONS, document, empty, small
from tests.render.pages import make, opened, paragraphs

TEMPLATES = ("sitrep", "executive", "dossier")
WORDS = {
    "Latin": "internationally recognised responsibilities notwithstanding the harbour — a long-standing "
    "misunderstanding; “counter-offensive” in Łódź, Ærø and São Tomé cost 4,000 kg",
    "Vietnamese": "Người phát ngôn nói rằng cuộc đàm phán đã kết thúc ở Thừa Thiên Huế",
    "Cyrillic": "представники міністерства повідомили про перехоплення безпілотників «Шахед» под Харьковом",
    "Greek": "ο εκπρόσωπος ανακοίνωσε ότι οι διαπραγματεύσεις συνεχίζονται στη Θεσσαλονίκη",
    "Hangul": "국방부는 병력 이동을 확인하지 않았다고 밝혔다 북한군 1만 명",
    "Han": "外交部发言人说，双方将继续谈判。「停火」 協議",
    "Hebrew": "דובר הצבא מסר כי הרכבים חצו את הגבול ביום שני",
    "Signs": "⚠\ufe0f an alarm, 😀\u200d😀 and ❤\ufe0f at 1\ufe0f o’clock, ﬁne oﬀers\u2028on a line of their own",
    "Arabic": "قال المتحدث باسم الوزارة إن القوات عبرت الحدود يوم الاثنين",
}


def edition_of(texts: list[str]) -> Edition:
    """An edition that prints each text as a statement, found word for word in its one document."""
    doc = document([("paragraph", text) for text in texts], id="a1")
    statements = []
    for n, block in enumerate(doc.blocks):
        statements.append(
            Statement(
                id=statement_id(doc.id, block.span),
                kind="fact",
                text=doc.words(block.span),
                evidence=(Evidence(doc.id, block.span),),
                section=SECTIONS[n % 4].key,
                picked=True,
            )
        )
    base = empty()
    briefing = replace(base.briefing, statements=tuple(statements), sources=(doc.source,))
    return replace(base, briefing=briefing, documents=(doc,))


def sound() -> Edition:
    """The small edition without the statement whose words are not those of its place."""
    edition = small()
    return replace(edition, briefing=replace(edition.briefing, statements=edition.briefing.statements[:-1]))


def pdf_of(edition: Edition, template: str = "sitrep", page: Any = "a4") -> bytes:
    inside = [Attachment("briefing.toml", emit.to_toml(edition).encode(), "application/toml")]
    return compose(edition, RenderOptions(template, page), inside).data


def proved(edition: Edition, data: bytes) -> proof.Proof:
    return proof.prove(edition, proof.sheets(extract(data, "x.pdf")), "x.pdf")


def lines(made: proof.Proof) -> list[str]:
    return [fault.line for fault in made.faults]


def has_font_for(text: str) -> bool:
    return not make(paragraphs(text)).missing


@pytest.mark.parametrize("page", ["a4", "letter"])
@pytest.mark.parametrize("template", TEMPLATES)
def test_every_template_prints_what_can_be_proved(template: str, page: str) -> None:
    made = proved(sound(), pdf_of(sound(), template, page))
    assert lines(made) == []
    assert made.statements == (2 if template == "executive" else 7)
    assert made.documents == (1 if template == "executive" else 2)
    assert made.quotations == (0 if template == "executive" else 2)


def test_statements_over_page_breaks_are_read_as_one() -> None:
    words = WORDS["Latin"].split()
    edition = edition_of([" ".join(words[n % 7 :] * 8) for n in range(40)])
    found = proof.sheets(extract(pdf_of(edition), "x.pdf"))
    assert any(len(passage.parts) > 1 for passage in found.passages)
    assert lines(proof.prove(edition, found, "x.pdf")) == []


def test_edited_and_added_statements_are_told_apart_and_the_source_is_proved_too() -> None:
    edition = sound()
    first, second, *rest = edition.briefing.statements
    changed = (
        replace(first, state="edited", text="Forty trucks crossed the Varda."),
        replace(second, state="added", text="Seen by hand.", evidence=(), quotations=(), speaker_at=(),
                source_id="a1"),
    )  # fmt: skip
    edition = replace(edition, briefing=replace(edition.briefing, statements=(*changed, *rest)))
    data = pdf_of(edition)
    made = proved(edition, data)
    assert (lines(made), made.edited, made.added, made.statements) == ([], ("A1",), ("A2",), 5)
    other = replace(edition.documents[0], text=edition.documents[0].text.replace("Forty", "Fifty"))
    (line,) = lines(proved(replace(edition, documents=(other, edition.documents[1])), data))
    assert line.startswith("x.pdf: page 1, statement A1: the page reads “Forty trucks")
    assert "its document “Fifty" in line


@settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 10_000), page=st.sampled_from(["a4", "letter"]))
@pytest.mark.parametrize("script", WORDS)
def test_the_words_of_every_script_come_back_letter_for_letter(script: str, seed: int, page: str) -> None:
    if not has_font_for(WORDS[script]):
        pytest.skip(f"no font here for {script}")
    chance = random.Random(seed)
    words, plain = WORDS[script].split(), WORDS["Latin"].split()
    texts = []
    for _ in range(6):
        mixed = [
            chance.choice(plain if chance.random() < 0.3 else words) for _ in range(chance.randint(1, 90))
        ]
        texts.append(" ".join(mixed).strip(" ,;—"))
    edition = edition_of([text for text in texts if text])
    assert lines(proved(edition, pdf_of(edition, page=page))) == []


def test_a_letter_drawn_under_a_cut_word_counts_though_the_word_to_be_read_is_right() -> None:
    edition = edition_of([" ".join(WORDS["Latin"].split() * 20)])
    with opened(pdf_of(edition)) as pdf:
        code = pdf.pages[0].Contents.read_bytes()
        start = code.index(b"[(", code.index(b"/Span<</ActualText")) + 2
        assert b"\\" not in code[start : start + 4] and code[start : start + 2] != code[start + 2 : start + 4]
        changed = code[:start] + code[start + 2 : start + 4] + code[start + 2 :]
        pdf.pages[0].Contents = pdf.make_stream(changed)
        out = io.BytesIO()
        pdf.save(out)
    (line,) = lines(proved(edition, out.getvalue()))
    assert line.startswith("x.pdf: page 1, statement A1: the letters are “")
    assert ", and are read as “" in line


def test_one_statement_of_many_pages_is_read_as_one() -> None:
    chance = random.Random(7)
    words = (WORDS["Latin"] + " " + WORDS["Cyrillic"]).split()
    edition = edition_of([" ".join(chance.choice(words) for _ in range(4000)).strip(" —")])
    found = proof.sheets(extract(pdf_of(edition), "x.pdf"))
    assert max(len(passage.parts) for passage in found.passages) > 3
    assert lines(proof.prove(edition, found, "x.pdf")) == []


def test_white_space_and_unprinted_characters_do_not_count() -> None:
    edition = edition_of(["A\u00ad line  with\u00a0a\tbreak,\nand\u200b so on.", "Plain \ufeffwords."])
    assert lines(proved(edition, pdf_of(edition))) == []


def test_a_changed_statement_is_named_with_page_and_both_texts() -> None:
    edition = sound()
    data = pdf_of(edition, "dossier")
    first, *rest = edition.briefing.statements
    text = first.text.replace("shells", "shelfs")
    other = replace(
        edition, briefing=replace(edition.briefing, statements=(replace(first, text=text), *rest))
    )
    told = lines(proved(other, data))
    assert told[0] == (
        "x.pdf: page 1, statement A1: the page reads “Forty trucks with shells crossed the Varda on 14 Oct…”,"
        " the edition “Forty trucks with shelfs crossed the Varda on 14 Oct…”"
    )
    assert all("statement A1" in line for line in told)


def test_statements_that_the_pages_lack_or_have_in_addition_are_named() -> None:
    edition = sound()
    statements = edition.briefing.statements

    def printing(chosen: tuple[Statement, ...]) -> Edition:
        return replace(edition, briefing=replace(edition.briefing, statements=chosen, claims=()))

    less, whole = printing(statements[:6]), printing(statements)
    (told,) = lines(proved(whole, pdf_of(less)))
    assert told == (
        "x.pdf: statement C2: is not on the pages; "
        "the edition has “Residents doubt that the truce of March 2019 will hold.”"
    )
    assert "statement C2: is not in the edition: “Residents doubt" in "\n".join(
        lines(proved(less, pdf_of(whole)))
    )


def test_a_paper_that_does_not_say_what_was_printed_is_refused() -> None:
    data = compose(sound(), RenderOptions()).data
    with pytest.raises(Exception, match=r"x\.pdf: does not say which edition it was printed from"):
        proved(sound(), data)


def test_an_imprint_comes_back_and_never_holds_a_path() -> None:
    imprint = proof.Imprint("ab" * 32, 3, 7, "a4", "mine; with page\n")
    assert proof.read_imprint(imprint.line) == replace(imprint, template="mine; with page_")
    data = pdf_of(sound())
    found = proof.sheets(extract(data, "x")).imprint
    assert found is not None and (found.shown, found.printed, found.template) == (7, 7, "sitrep")


@pytest.mark.parametrize(
    "answer",
    [
        None,
        [],
        {},
        {
            "keywords": "",
            "creator": "",
            "attachments": [["a", "%%%"]],
            "passages": [],
            "stray": [],
            "laid_over": [],
        },
        {"keywords": "", "creator": "", "attachments": [], "passages": [[1]], "stray": [], "laid_over": []},
        {
            "keywords": "",
            "creator": "",
            "attachments": [],
            "passages": [],
            "stray": [["x", ""]],
            "laid_over": [],
        },
    ],
)
def test_a_lying_parser_is_not_believed(answer: object) -> None:
    with pytest.raises(Exception, match="gave no usable answer"):
        proof.sheets(answer)


def test_the_difference_is_shown_with_what_stands_around_it() -> None:
    one, other = "a" * 100 + "x" + "b" * 100, "a" * 100 + "y" + "b" * 100
    assert proof.differing(one, other) == (f"“…{'a' * 30}x{'b' * 29}…”", f"“…{'a' * 30}y{'b' * 29}…”")
