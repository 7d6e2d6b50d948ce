"""References and link tokens."""

from collections import Counter

from requests_app import tokens


def test_ten_thousand_tokens_are_long_distinct_and_evenly_spread() -> None:
    drawn = [tokens.new_token() for _ in range(10_000)]
    assert len(set(drawn)) == 10_000
    assert {len(token) for token in drawn} == {tokens.TOKEN_LENGTH}
    counts = Counter("".join(token[:-1] for token in drawn))
    expected = sum(counts.values()) / 64
    assert len(counts) == 64
    assert sum((n - expected) ** 2 / expected for n in counts.values()) < 130  # 63 degrees of freedom, p < 1e-5


def test_a_digest_does_not_hold_the_token() -> None:
    token = tokens.new_token()
    assert token not in tokens.digest(token)
    assert len(tokens.digest(token)) == 64


def test_a_reference_has_no_letters_that_are_mistaken() -> None:
    for _ in range(200):
        assert not set(tokens.new_reference()[3:]) & set("ILOU")
