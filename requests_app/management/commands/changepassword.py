"""Sets the password of an account as Django's command of this name does, with its line in the record and a letter."""

import getpass
from typing import Any

from django.contrib.auth.management.commands import changepassword
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError

from requests_app import staffing
from requests_app.states import Party

MOST_TRIES = 3


class Command(changepassword.Command):
    help = "Set the password of an account. It leaves a line in the record, and the owner is told by a letter."

    def handle(self, *args: Any, **options: Any) -> str:
        username = options["username"] or getpass.getuser()
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"user '{username}' does not exist")
        self.stdout.write(f"Changing password for user '{user}'")
        staffing.set_password(user, self._chosen_for(user), party=Party.SYSTEM, by_id=None)
        return f"Password changed successfully for user '{user}'"

    def _chosen_for(self, user: User) -> str:
        """Asked for before the transaction begins, so that nobody waits for what is being typed."""
        for _ in range(MOST_TRIES):
            password = getpass.getpass("Password: ")
            if password != getpass.getpass("Password (again): "):
                self.stdout.write("Passwords do not match. Please try again.")
                continue
            try:
                validate_password(password, user)
            except ValidationError as problem:
                self.stderr.write("\n".join(problem.messages))
                continue
            return password
        raise CommandError(f"Aborting password change for user '{user}' after {MOST_TRIES} attempts")
