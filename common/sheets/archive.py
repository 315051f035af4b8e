"""Looks into a zip before anything else opens it, and believes nothing the zip says of itself.

Every entry is unpacked in a stream and its bytes are counted; entries may not overlap, since
overlapping ones let a few bytes unpack to petabytes (CVE-2024-0450; older Pythons do not check).
"""

import struct
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from common.sheets.messages import refuse

MAX_ENTRIES: Final = 2_000
MAX_DIRECTORY_BYTES: Final = 512 * 1024
MAX_UNPACKED_BYTES: Final = 300_000_000
MAX_RATIO: Final = 200
RATIO_FREE_BYTES: Final = 2_000_000
"""Small parts may be as regular as they like."""

_CHUNK: Final = 64 * 1024
_LOCAL_HEADER: Final = struct.Struct("<4s22xHH")
_END: Final = struct.Struct("<4s8xLL2x")
_ENCRYPTED: Final = 0x1


@dataclass(frozen=True)
class Archive:
    """Names of the entries of a zip that has passed, and the start of its ``mimetype``."""

    names: frozenset[str]
    mimetype: bytes

    def has(self, ending: str) -> bool:
        return any(name.lower().endswith(ending) for name in self.names)


def inspect_archive(data: bytes) -> Archive:
    """Names in the zip, after every byte has been unpacked once and dropped.

    Raises:
        BadSpreadsheet: corrupt (also overlapping entries), password, bomb.
    """
    _check_directory_size(data)
    try:
        with ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
    except (BadZipFile, ValueError, NotImplementedError, struct.error, OSError):
        refuse("corrupt")
    if not entries:
        refuse("empty")
    if len(entries) > MAX_ENTRIES:
        refuse("bomb")
    budget = MAX_UNPACKED_BYTES
    end_of_previous = 0
    for entry in sorted(entries, key=lambda e: e.header_offset):
        start = _data_start(data, entry)
        if entry.header_offset < end_of_previous:
            refuse("corrupt")
        end_of_previous = start + entry.compress_size
        packed = memoryview(data)[start:end_of_previous]
        if len(packed) < entry.compress_size:
            refuse("corrupt")
        budget -= _unpacked_size(packed, entry.compress_type, budget)
    first = entries[0]
    start = _data_start(data, first)
    return Archive(
        names=frozenset(entry.filename for entry in entries),
        mimetype=data[start : start + 100] if first.filename == "mimetype" else b"",
    )


def _check_directory_size(data: bytes) -> None:
    """A huge directory costs memory before it can be counted."""
    at = data.rfind(b"PK\x05\x06")
    if at < 0 or len(data) - at < 22:
        refuse("corrupt")
    _signature, size, _offset = _END.unpack_from(data, at)
    if size > MAX_DIRECTORY_BYTES:
        refuse("bomb")


def _data_start(data: bytes, entry: ZipInfo) -> int:
    if entry.flag_bits & _ENCRYPTED:
        refuse("password")
    try:
        signature, name, extra = _LOCAL_HEADER.unpack_from(data, entry.header_offset)
    except struct.error:
        refuse("corrupt")
    if signature != b"PK\x03\x04":
        refuse("corrupt")
    return int(entry.header_offset + _LOCAL_HEADER.size + name + extra)


def _unpacked_size(packed: memoryview, method: int, budget: int) -> int:
    """Bytes that really come out; stops at the budget or at an absurd ratio."""
    if method == ZIP_STORED:
        return len(packed) if len(packed) <= budget else refuse("bomb")
    if method != ZIP_DEFLATED:
        refuse("corrupt")
    limit = min(budget, max(RATIO_FREE_BYTES, MAX_RATIO * len(packed)))
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    size = 0
    pending = b""
    at = 0
    try:
        while not inflater.eof:
            if not pending:
                pending, at = bytes(packed[at : at + _CHUNK]), at + _CHUNK
                if not pending:
                    refuse("corrupt")
            size += len(inflater.decompress(pending, _CHUNK * 16))
            pending = inflater.unconsumed_tail
            if size > limit:
                refuse("bomb")
    except zlib.error:
        refuse("corrupt")
    return size
