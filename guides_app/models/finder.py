"""What the finder looks words up in, and the searches that found nothing.

The words are made from the library and hold nothing of their own: `guides_app.finder.index` makes them again any time.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from guides_app.models.family import RadioFamily
from guides_app.models.guide import Guide


class LocalWord(models.Model):
    """What people of one language call a thing for which the library has an English word."""

    language = models.CharField(max_length=8)
    word = models.CharField(max_length=40)
    stands_for = models.CharField(max_length=40, help_text=_("The English word."))

    class Meta:
        ordering = ("language", "word")
        constraints = [models.UniqueConstraint(fields=("language", "word"), name="local_word_once_in_a_language")]

    def __str__(self) -> str:
        return f"{self.word} = {self.stands_for}"


class FinderWord(models.Model):
    """A word, or a whole phrase that leads somewhere: to a state of the display, or to the papers of the car."""

    text = models.CharField(max_length=60, unique=True)
    is_name = models.BooleanField(default=False, help_text=_("Not only a word of some text."))
    is_noise = models.BooleanField(default=False)
    leads_to = models.CharField(max_length=8, blank=True)
    reach = models.PositiveIntegerField(default=0, help_text=_("How many guides it finds."))

    def __str__(self) -> str:
        return self.text


class FinderKey(models.Model):
    """A key under which a word is looked up: the word, a beginning of it, or what a typing error leaves of it."""

    key = models.CharField(max_length=60, db_index=True)
    word = models.ForeignKey(FinderWord, on_delete=models.CASCADE, related_name="keys")

    class Meta:
        constraints = [models.UniqueConstraint(fields=("key", "word"), name="finder_key_once_of_a_word")]

    def __str__(self) -> str:
        return self.key


class FinderMention(models.Model):
    """A guide that a word finds. The heavier, the more the word says about it."""

    word = models.ForeignKey(FinderWord, on_delete=models.CASCADE, related_name="mentions")
    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="mentions")
    weight = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=("word", "guide"), name="guide_once_under_a_word")]

    def __str__(self) -> str:
        return f"{self.word_id} {self.guide_id}"


class FinderRadio(models.Model):
    """A radio family that a word finds."""

    word = models.ForeignKey(FinderWord, on_delete=models.CASCADE, related_name="radios")
    family = models.ForeignKey(RadioFamily, on_delete=models.CASCADE, related_name="finder_words")
    weight = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=("word", "family"), name="family_once_under_a_word")]

    def __str__(self) -> str:
        return f"{self.word_id} {self.family_id}"


class FailedSearch(models.Model):
    """Words that found nothing, for editors. Never a number or an address: `guides_app.finder.failures`."""

    words = models.CharField(max_length=60, unique=True)
    language = models.CharField(max_length=8)
    count = models.PositiveIntegerField(default=1)
    last_on = models.DateField(db_index=True)

    class Meta:
        ordering = ("-count", "words")
        verbose_name_plural = _("failed searches")

    def __str__(self) -> str:
        return self.words
