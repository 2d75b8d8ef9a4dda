"""What stands in a search box: words, filters, and what cannot be one."""

import pytest

from kb.filters import MOST, Filter, parse, without


@pytest.mark.parametrize(
    ("query", "words", "filters", "left"),
    [
        ("", "", "", ""),
        ("change the battery", "change the battery", "", ""),
        ("tag:battery change TAG:Watch it", "change it", "tag:battery tag:Watch", ""),
        ("tag：電池 怎么换", "怎么换", "tag:電池", ""),
        ("-tag:old －tag:rusty new", "new", "-tag:old -tag:rusty", ""),
        ('user:"Ada  Lovelace" engine', "engine", 'user:"Ada Lovelace"', ""),
        ("user:“张 伟” user:「张 伟」", "", 'user:"张 伟"', ""),
        ('user:"Ada', "", "user:Ada", ""),
        ("IS:Open is:open is：未回答 is:已解決", "", "is:open is:unanswered", "contradicts is:solved is:unanswered"),
        ("is:已關閉 is:官方 x", "x", "is:closed is:official", ""),
        ("is:open is:closed", "", "is:open", "contradicts is:closed is:open"),
        ("is:answered is:unanswered", "", "is:answered", "contradicts is:unanswered is:answered"),
        ("is:closed is:unanswered", "", "is:closed", "contradicts is:unanswered is:closed"),
        ("tag:a -tag:A", "", "tag:a", "contradicts -tag:A tag:a"),
        ("user:ada user:ben", "", "user:ada", "contradicts user:ben user:ada"),
        ("is:article tag:a", "", "is:article", "not_of_articles tag:a is:article"),
        ("tag:a is:article", "", "tag:a", "not_of_articles is:article tag:a"),
        ("is:broken it", "it", "", "unknown is:broken"),
        ("is: it", "it", "", "empty is:"),
        ('tag:"" user:" " x', "x", "", "empty tag: empty user:"),
        ("-is:open -user:ada", "", "", "not_ruled_out -is:open not_ruled_out -user:ada"),
        (f"tag:{'x' * 81} y", "y", "", f"too_long tag:{'x' * 81}"),
        ("https://example.com/tag:x hashtag:y this:is not:tag", "https://example.com/tag:x hashtag:y this:is not:tag",
         "", ""),
        ("-tag:", "", "", "empty -tag:"),
    ],
)
def test_a_query_is_words_and_filters(query: str, words: str, filters: str, left: str) -> None:
    found = parse(query)
    assert (found.words, " ".join(map(str, found.filters))) == (words, filters)
    told = (f"{each.problem} {each.filter}{f' {each.other}' if each.other else ''}" for each in found.left)
    assert " ".join(told) == left


def test_there_is_an_end_to_filters() -> None:
    found = parse(" ".join(f"tag:t{number}" for number in range(MOST + 2)))
    assert len(found.filters) == MOST
    assert [(each.problem, each.filter.value) for each in found.left] == [("too_many", "t10"), ("too_many", "t11")]


def test_a_filter_is_taken_away_and_the_rest_reads_the_same() -> None:
    found = parse('how user:"Ada Lovelace" tag:a do is:nonsense -tag:b i')
    assert without(found, Filter("tag", "a")) == 'user:"Ada Lovelace" -tag:b how do i'
    assert parse(without(found, Filter("tag", "z"))).filters == found.filters
