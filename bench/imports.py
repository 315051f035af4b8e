"""`python -m bench imports`: people out of a spreadsheet, previewed and applied, beside the bare bulk insert.

Each import runs in a process of its own, so that its peak memory is its own; the bare insert of the same
rows follows right after it, on the same database.
"""

import json
import os
import resource
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from django.contrib.auth.hashers import make_password
from django.core.files.base import ContentFile
from django.db import connections, transaction
from django.utils import timezone

from accounts.models import User
from bench.peer_course import COURSE_A
from bench.stage import Stage
from committees.domain.planting import CommitteeSpec
from committees.domain.reference import centre
from committees.domain.tree import add_committees
from committees.enums import Kind
from committees.models import Committee, Membership
from common.db.statistics import gather_statistics
from common.sheets.write import Column, write_xlsx
from courses.models import Course
from interop.domain.people_import import apply_change_set, confirm, read_change_set
from interop.enums import ChangeSetState
from interop.models import ChangeSet
from learning.enums import CampaignKind
from learning.models import Campaign, Enrolment

PEER_PEOPLE: Final = 10_000
HEADERS: Final = ("Mã cán bộ", "Họ và tên", "Năm sinh", "Đơn vị", "Chức vụ", "Nhóm chức danh")
_FAMILY: Final = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ")
_MIDDLE: Final = ("Văn", "Thị", "Hữu", "Đức", "Minh", "Thanh", "Ngọc", "Quang", "Kim", "Xuân")
# Lists must not resemble one another, or their people would be suspected to be the same.
_OF_LIST: Final = {"P": "Phúc", "M": "Mạnh", "B": "Bảo"}
_GIVEN: Final = ("An", "Bình", "Chi", "Dũng", "Đức", "Giang", "Hà", "Hạnh", "Khánh", "Lan", "Mai", "Nam", "Oanh")


def measure_imports(stage: Stage, rows: int) -> dict[str, Any]:
    """`peer`: 10,000 people who are enrolled as they come. `people`: `rows` of them, and the bare insert."""
    unit_names = _communes()
    administrator = User.objects.create_user("bench.admin", "Người Nhập", None)
    gather_statistics()
    peer_campaign = _campaign()
    peer = _in_own_process(lambda: _import(stage, administrator, unit_names, "P", PEER_PEOPLE))
    peer["enrolled"] = Enrolment.objects.filter(campaign=peer_campaign).count()
    Campaign.objects.filter(pk=peer_campaign.pk).update(closed_at=timezone.now())
    people = _in_own_process(lambda: _import(stage, administrator, unit_names, "M", rows))
    bare = _in_own_process(lambda: _bare_insert("B", rows))
    again = _in_own_process(lambda: _read(_stored(administrator, stage.data / f"M{rows}.xlsx"))[1])
    seconds = people["preview_seconds"] + people["apply_seconds"]
    return {
        "rows": rows,
        "imports": {"peer": peer, "people": people, "bare": bare, "again": again},
        "summary": {
            "peer": {"seconds": round(peer["preview_seconds"] + peer["apply_seconds"], 1)},
            "people": {
                "seconds": round(seconds, 1),
                "ratio_to_bare": round(seconds / bare["seconds"], 2),
                "peak_mb": max(people["peak_mb"], again["peak_mb"]),
            },
        },
    }


def _communes() -> list[str]:
    """Ten units below each province of today."""
    names = []
    today = timezone.localdate()
    kinds = (Kind.PROVINCE, Kind.CITY)
    for province in Committee.objects.filter(depth=2, kind__code__in=kinds, valid_to__isnull=True):
        specs = [
            CommitteeSpec(name=f"Đảng ủy xã {province.code}-{number}", kind=Kind.COMMUNE, valid_from=today)
            for number in range(10)
        ]
        names += [unit.name for unit in add_committees(parent=province, specs=specs, actor=None)]
    return names


def _campaign() -> Campaign:
    today = timezone.localdate()
    return Campaign.objects.create(
        course=Course.objects.get(slug=COURSE_A),
        committee=centre(),
        title="Đợt đo",
        kind=CampaignKind.ASSIGNED,
        starts_on=today,
        due_on=today,
        target_percent=80,
    )


def _people(prefix: str, rows: int, units: list[str]) -> Iterator[tuple[str, ...]]:
    for number in range(rows):
        name = (
            f"{_FAMILY[number % 10]} {_MIDDLE[number // 10 % 10]} {_OF_LIST[prefix]} {_MIDDLE[number // 100 % 10]} "
            f"{_GIVEN[number // 7 % len(_GIVEN)]}"
        )
        code, year = f"{prefix}{number:06}", str(1965 + number % 35)
        yield code, name, year, units[number % len(units)], "Chuyên viên", "4"


def _import(stage: Stage, administrator: User, units: list[str], prefix: str, rows: int) -> dict[str, Any]:
    path = stage.data / f"{prefix}{rows}.xlsx"
    columns = [Column(header=header) for header in HEADERS]
    write_xlsx(path, title="Danh sách", columns=columns, rows=_people(prefix, rows, units))
    change_set, measured = _read(_stored(administrator, path))
    confirm(change_set=change_set, actor=administrator)
    change_set.refresh_from_db()
    begun = time.perf_counter()
    counts = apply_change_set(change_set, actor=administrator)
    if counts["new"] != rows or User.objects.filter(username_key__startswith=prefix.lower()).count() < rows:
        raise SystemExit(f"bench imports: {counts} of {rows} people")
    return {**measured, "apply_seconds": round(time.perf_counter() - begun, 2)}


def _stored(administrator: User, path: Path) -> ChangeSet:
    change_set = ChangeSet.objects.create(
        committee=centre(), uploaded_by=administrator, file_name=path.name, sha256="0" * 64
    )
    change_set.file.save(path.name, ContentFile(path.read_bytes()))
    return change_set


def _read(change_set: ChangeSet) -> tuple[ChangeSet, dict[str, Any]]:
    begun = time.perf_counter()
    read_change_set(change_set)
    if change_set.state != ChangeSetState.READY:
        raise SystemExit(f"bench imports: {change_set.problem}")
    found = {name: count for name, count in change_set.counts.items() if count}
    return change_set, {"preview_seconds": round(time.perf_counter() - begun, 2), "counts": found}


def _bare_insert(prefix: str, rows: int) -> dict[str, Any]:
    """The same accounts and memberships, ready made, by `bulk_create` in batches of a thousand."""
    unit = Committee.objects.filter(kind__code=Kind.COMMUNE).latest("pk")
    today = timezone.localdate()
    people = []
    for code, name, year, *_rest in _people(prefix, rows, ["-"]):
        user = User(username=code, full_name=name, birth_year=int(year), password=make_password(None))
        user.derive_keys()
        people.append(user)
    begun = time.perf_counter()
    with transaction.atomic():
        User.objects.bulk_create(people, batch_size=1000)
        Membership.objects.bulk_create(
            [
                Membership(cadre=user, committee=unit, position_group_id=4, position="Chuyên viên", valid_from=today)
                for user in people
            ],
            batch_size=1000,
        )
    return {"seconds": round(time.perf_counter() - begun, 2)}


def _in_own_process(work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What `work` gives, with the peak memory of the process and of those it started."""
    connections.close_all()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        status = 1
        try:
            found = work()
            own, started = (
                resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
            )
            found |= {"peak_mb": round(own / 1000), "reader_peak_mb": round(started / 1000)}
            os.write(writer, json.dumps(found).encode())
            status = 0
        except BaseException:  # noqa: BLE001 - this process ends here, and nobody else would say why
            traceback.print_exc()
        finally:
            os._exit(status)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        data = pipe.read()
    _pid, status = os.waitpid(child, 0)
    if status:
        raise SystemExit("bench imports: the import ended with an error")
    measured: dict[str, Any] = json.loads(data)
    return measured
