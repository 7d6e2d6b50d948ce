"""What the desk can show of a release: a signed document that holds no personal datum, one for each turn it took."""

from django.db import models

from requests_app.models.code_request import CodeRequest


class ReleaseRecord(models.Model):
    """One issue of the release record of a request. `document` is the very text that was signed, and `code` its digest
    in short; the line of the record that names the code binds it into the chain.

    With `person_salt` the document's digest of the asker can be held against a name and an address. It is emptied when
    the person is forgotten; the document stays as it was signed.
    """

    code_request = models.ForeignKey(CodeRequest, on_delete=models.CASCADE, related_name="release_records")
    code = models.CharField(max_length=32, unique=True)
    document = models.TextField()
    signature = models.CharField(max_length=128)
    person_salt = models.CharField(max_length=32, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.code
