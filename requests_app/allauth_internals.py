"""What the desk needs of allauth and finds in none of its public interfaces, in this one module: an upgrade of it is
read against these lines.

- A session cannot be told of a proof that a page of our own took (the demonstration, and enrolling a first factor).
- Nothing public asks for a fresh proof in the middle of a view and takes the form up again afterwards.
- Accounts by an address, and the link to a new password, are made inside its form, which would send the letter itself.
- Forms are not given the request; it is kept for them in a context.
"""

from allauth.account.forms import default_token_generator
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import filter_users_by_email, user_pk_to_url_str
from allauth.core import context
from allauth.core.exceptions import ReauthenticationRequired

__all__ = [
    "ReauthenticationRequired",
    "context",
    "default_token_generator",
    "filter_users_by_email",
    "record_authentication",
    "user_pk_to_url_str",
]
