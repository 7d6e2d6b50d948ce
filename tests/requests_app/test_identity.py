"""Addresses, names and references: one form that is kept, one that is looked for, one that is shown."""

import pytest

from requests_app.identity import (
    MixedAlphabets,
    NotAnAddress,
    canonical_email,
    canonical_reference,
    look_alike_of,
    mailbox,
    masked_email,
    searchable_name,
    shown_email,
    visible,
    words_of_name,
)


@pytest.mark.parametrize(
    ("typed", "kept", "shown"),
    [
        ("Anna@Gmail.COM", "Anna@gmail.com", "Anna@gmail.com"),
        ("anna@BÜCHER.de", "anna@xn--bcher-kva.de", "anna@bücher.de"),
        ("anna@bu\u0308cher.de", "anna@xn--bcher-kva.de", "anna@bücher.de"),
        ("anna@xn--bcher-kva.de", "anna@xn--bcher-kva.de", "anna@bücher.de"),
        ("anna@straße.de", "anna@xn--strae-oqa.de", "anna@straße.de"),
        ("ａｎｎａ＠ｇｍａｉｌ．ｃｏｍ", "anna@gmail.com", "anna@gmail.com"),
        ("anna@gmail\u3002com", "anna@gmail.com", "anna@gmail.com"),
        ("anna@gmail.com.", "anna@gmail.com", "anna@gmail.com"),
        ("\ufeff\u202aanna@gmail.com\u202c\u200b ", "anna@gmail.com", "anna@gmail.com"),
        ("anna@почта.рф", "anna@xn--80a1acny.xn--p1ai", "anna@почта.рф"),
        ("anna@例え.jp", "anna@xn--r8jz45g.jp", "anna@例え.jp"),
        ("anna@аррӏе.com", "anna@xn--80ak6aa92e.com", "anna@xn--80ak6aa92e.com"),
        ("o'neil+radio@mail.example", "o'neil+radio@mail.example", "o'neil+radio@mail.example"),
    ],
)
def test_an_address_is_kept_in_one_form_and_shown_in_another(typed: str, kept: str, shown: str) -> None:
    assert canonical_email(typed) == kept
    assert canonical_email(kept) == kept
    assert shown_email(kept) == shown


@pytest.mark.parametrize(
    "typed",
    [
        "", "anna", "anna@", "@gmail.com", "anna@gmail", "a b@gmail.com", "anna@@gmail.com", "anna@gmail.com, b@c.de",
        "anna@gmail..com", "anna@-gmail.com", "anna@1.2.3.4", "anna@[1.2.3.4]", "anna@xn--a.de", "anna@a_b.de",
        "anna@gmail.com\r\nBcc: b@c.de", "a\u202enna@gmail.com", "anna@gm\u202eail.com", "anna@gma\u00adil.com",
        "anna@gm\0ail.com", "аnna@gmail.com", "<anna@gmail.com>", "anna@☃.com", "a" * 65 + "@gmail.com",
        "anna@" + "a" * 64 + ".com", "anna@" + "abcd." * 60 + "com",
    ],
)  # fmt: skip
def test_what_no_letter_can_reach_is_no_address(typed: str) -> None:
    with pytest.raises(NotAnAddress):
        canonical_email(typed)


@pytest.mark.parametrize("typed", ["anna@gm\u0430il.com", "anna@g\u03bfogle.com", "anna@GM\u0410IL.com"])
def test_a_domain_of_two_alphabets_is_refused(typed: str) -> None:
    with pytest.raises(MixedAlphabets):
        canonical_email(typed)
    assert look_alike_of(typed).isascii()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("anna@аррӏе.com", "anna@apple.com"),
        ("anna@gmaıl.com", "anna@gmail.com"),
        ("anna@ɢmail.com", "anna@gmail.com"),
        ("anna@օսո.com", "anna@oun.com"),
        ("anna@bücher.de", ""),
        ("anna@почта.рф", ""),
        ("anna@gmail.com", ""),
    ],
)
def test_the_domain_that_another_one_looks_like_is_named(typed: str, meant: str) -> None:
    assert look_alike_of(canonical_email(typed)) == meant


def test_spellings_of_one_mailbox_are_one_mailbox() -> None:
    spellings = [
        "anna@bücher.de",
        " ANNA@Bücher.DE",
        "Anna@xn--bcher-kva.de",
        "anna@bu\u0308cher.de",
        "ａnna@bücher.de",
    ]
    assert {mailbox(spelling) for spelling in spellings} == {"anna@xn--bcher-kva.de"}
    assert mailbox(" Not an Address ") == "not an address"


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Ștefan Țepeș", "Ştefan Ţepeş"),
        ("Ștefan Țepeș", "tepes stefan"),
        ("Andrei Popescu", "popescu"),
        ("Jürgen Groß", "GROSS"),
        ("Jürgen Gross", "groß juergen"),
        ("Mu\u0308ller", "müller"),
        ("Łukasz Ørsted-Đorđević", "dordevic orsted lukasz"),
        ("Mairéad O’Brien", "obrien"),
        ("Mairéad OBrien", "o'brien"),
        ("Jean-Pierre", "jeanpierre"),
        ("İbrahim Işık", "ibrahim isik"),
        ("ŽANETA ÅSE", "zaneta aase"),
        ("Иванов", "ИВАНОВ"),
        ("Ｔｏｍ", "tom"),
        ("Мар\u02bcяна", "Мар'яна"),
        ("Мар'яна", "Мар\u02bcяна"),
        ("Ka\u02bbiulani", "iulani"),
        ("علی\u200cرضا", "علی\u200cرضا"),
        ("محـمد", "محمد"),
        ("Ǿrsted", "orsted"),
    ],
)
def test_a_name_is_found_in_any_spelling_and_order(name: str, typed: str) -> None:
    assert all(word in searchable_name(name) for word in words_of_name(typed))


def test_another_name_is_not_found() -> None:
    assert not all(word in searchable_name("Andrei Popescu") for word in words_of_name("Andrei Ionescu"))


def test_unseen_characters_are_no_part_of_a_name() -> None:
    assert visible(" Ana\u202e\u200b \t Pop\u0301\0") == "Ana Pop\u0301".replace("p\u0301", "ṕ")
    assert visible("one\r\ntwo  three", several_lines=True) == "one\ntwo three"
    assert visible("one\r\ntwo") == "one two"


def test_a_masked_address_names_the_domain_as_people_know_it() -> None:
    assert masked_email("anna@xn--bcher-kva.de") == "a••@bücher.de"
    assert masked_email("") == ""


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("rc-7k4m-2q", "RC-7K4M-2Q"),
        ("RC 7K4M 2Q", "RC-7K4M-2Q"),
        ("7k4m2q", "RC-7K4M-2Q"),
        ("RC-OI4L-2Q", "RC-0141-2Q"),
        ("ＲＣ－７Ｋ４Ｍ－２Ｑ", "RC-7K4M-2Q"),
        ("RC–7К4М–2Q", "RC-7K4M-2Q"),
        ("RC12-34", "RC-RC12-34"),
        ("RC-RC12-34", "RC-RC12-34"),
        ("RC-7K4M", ""),
        ("", ""),
        ("＇; DROP", ""),
    ],
)
def test_a_dictated_reference_is_understood(typed: str, meant: str) -> None:
    assert canonical_reference(typed) == meant
