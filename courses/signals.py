"""Facts of this room, sent inside the transaction in which they became true."""

from django.dispatch import Signal

# Argument: edition (Edition), just published and now current.
edition_published = Signal()
