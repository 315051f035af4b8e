"""What an address looks like to whoever reads the log: `/don-vi/…/thay-doi/` for the url name `unit_change`."""

import re
from typing import Final

from django.urls import get_resolver

_PLACE: Final = re.compile(r"%\([^)]*\)s")
# The addresses before a namespace come as a pattern.
_ESCAPED: Final = re.compile(r"\\(.)")


def address_words(view_name: str) -> str:
    """The address of a url name, each id in it left out; "" for a name of a version that is gone."""
    resolver, before = get_resolver(), ""
    *namespaces, name = view_name.split(":")
    for namespace in namespaces:
        if namespace not in resolver.namespace_dict:
            return ""
        prefix, resolver = resolver.namespace_dict[namespace]
        before += prefix
    # Of several addresses of one name, the one that stands first in the list of addresses.
    found = resolver.reverse_dict.getlist(name)
    return "/" + _ESCAPED.sub(r"\1", _PLACE.sub("…", before + found[-1][0][0][0])) if found else ""
