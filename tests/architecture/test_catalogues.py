"""Every sentence for people can be said in every language of the site."""

import ast
import re

import pytest

from tests.architecture.catalogues import LANGUAGES, known, said, spoken, written

PLACE = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%[sd]")


def test_sentences_are_found_in_code_and_templates() -> None:
    """The search itself: if it found nothing, the other tests could not fail."""
    assert "There is nothing here that you can see." in said()
    assert any(name.endswith(".html") for name in said().values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_holds_every_sentence(language: str) -> None:
    catalogue = known(language)
    missing = {sentence: name for sentence, name in said().items() if not catalogue.get(sentence)}
    assert missing == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_the_places_of_its_facts(language: str) -> None:
    wrong = [
        sentence
        for sentence, translation in known(language).items()
        if isinstance(translation, str) and set(PLACE.findall(sentence)) != set(PLACE.findall(translation))
    ]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_is_neither_doubtful_nor_older_than_its_source(language: str) -> None:
    source = written(language)
    assert "#, fuzzy" not in source
    translations = re.findall(r'^msgstr(?:\[\d\])? ((?:".*"\n)+)', source + "\n", re.MULTILINE)[1:]  # the first is the head
    texts = {"".join(ast.literal_eval(line) for line in each.splitlines()) for each in translations}
    assert texts - {""} - spoken(language) == set()
