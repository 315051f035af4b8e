"""Facts of this room, sent inside the transaction that makes them true."""

from django.dispatch import Signal

administrator_created = Signal()
"""`user` has set up the installation and has to become national administrator."""
person_erased = Signal()
"""Nothing in the account of `person` says any more who it was; rooms take away what they hold under the name."""
