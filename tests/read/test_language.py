"""English or not: by script first, then by the smallest words."""

from __future__ import annotations

import pytest

from briefing.read import language

TEXTS = {
    "en": "The minister said that the army had left the valley and that it would not be back for a year.",
    "de": "Der Minister sagte, die Armee habe das Tal verlassen und werde nicht mehr in das Dorf kommen.",
    "fr": "Le ministre a dit que les troupes ont quitté la vallée et que le village est dans une zone sûre.",
    "es": "El ministro dijo que las tropas se fueron del valle y que no hay más soldados en la zona.",
    "pl": "Minister powiedział, że wojsko nie jest w dolinie i że po tym, jak się wycofało, nie ma już nikogo.",
    "tr": "Bakan, ordunun vadiden çekildi dedi ve bu bir son olarak görüldü, çünkü daha çok asker için yer yok gibi.",
    "ru": "Министр сказал, что армия ушла из долины и не вернётся, потому что в деревне нет ни одного дома.",
    "uk": "Міністр сказав, що армія пішла з долини і не повернеться, бо в селі немає жодної хати, де було б світло.",
    "ko": "장관은 군대가 계곡을 떠났다고 말했다.",
    "zh": "部长说军队已经离开了山谷。",
    "ja": "大臣は軍が谷を離れたと述べた。",
    "ar": "قال الوزير إن الجيش غادر الوادي ولن يعود.",
    "el": "Ο υπουργός είπε ότι ο στρατός έφυγε από την κοιλάδα.",
}


@pytest.mark.parametrize("tag", TEXTS)
def test_languages_are_told_apart(tag: str) -> None:
    assert language.language_of(TEXTS[tag]) == tag


@pytest.mark.parametrize("text", ["", "12.5 %", "OK", "KARVAN VALLEY: 31 DEAD", "Ana Lund, 44, trader"])
def test_too_little_to_tell_by_is_english(text: str) -> None:
    assert language.language_of(text) == "en"


@pytest.mark.parametrize(
    ("claimed", "tag", "found"),
    [("en-GB", "en", "en-GB"), ("en", "de", "de"), ("", "fr", "fr"), ("pt-BR", "", "pt-BR")],
)
def test_what_a_page_calls_itself_holds_unless_its_words_say_otherwise(
    claimed: str, tag: str, found: str
) -> None:
    assert language.agreed(claimed, TEXTS.get(tag, "Ok.")) == found


def test_foreign_names_do_not_make_english_foreign() -> None:
    text = "The mayor of Las Palmas said that el Puerto de la Luz and the Playa de las Canteras were closed to ships."
    assert language.language_of(text) == "en"
