"""Facts of this room, sent inside the transaction that makes them true."""

from django.dispatch import Signal

administrator_created = Signal()
"""`user` has set up the installation and has to become national administrator."""
