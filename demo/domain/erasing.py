"""`drop_demo`: remove what is invented and what hangs on it, append-only rows included."""

from collections import Counter
from collections.abc import Callable

from django.db.models import Min, Q
from django.utils.translation import gettext as _

from accounts.models import User
from certificates.models import Certificate, NumberSeries
from committees.domain.reference import centre
from committees.models import Committee, Membership, RollupAncestor, subtree_q
from common.db.erasure import erasure_window
from demo.domain.closure import erase, indexed_keys
from demo.errors import DemoError
from learning.models import Campaign, CourseFeedback, Enrolment
from operations.domain import audit
from operations.models import AuditSeal
from reports.domain.course_figures import forget_figures
from reports.domain.rollups import rebuild

Say = Callable[[str], None]


def drop_demo(say: Say) -> None:
    """Remove the demonstration in one transaction; without one nothing happens.

    Real courses stay: where a demonstration account wrote or published one, the name is taken out.

    Raises:
        DemoError: real people belong, or belonged, to invented units.
    """
    if not _is_anything_invented():
        return
    if Membership.objects.filter(committee__is_demo=True, cadre__is_demo=False).exists():
        raise DemoError(_("Real people belong to units of the demonstration. Use a new installation instead."))
    files = _certificate_files()
    counts: Counter[str] = Counter()
    with indexed_keys(User, Committee, Campaign, Enrolment), erasure_window():
        _open_seals()
        forget_figures()
        erase(CourseFeedback.objects.filter(is_demo=True), counts)
        erase(Campaign.objects.filter(is_demo=True), counts)
        erase(User.objects.filter(is_demo=True), counts)
        _erase_units(counts)
        _give_numbers_back()
        audit.record(action="demo.dropped", actor=None, target=centre(), after={"rows": counts.total()})
    while audit.seal():
        pass
    rebuild()
    storage = Certificate._meta.get_field("file").storage
    for name in files:
        storage.delete(name)
    say(_("%(count)d rows removed") % {"count": counts.total()})


def _is_anything_invented() -> bool:
    return any(model.objects.filter(is_demo=True).exists() for model in (User, Committee, Campaign))


def _certificate_files() -> list[str]:
    return list(Certificate.objects.filter(cadre__is_demo=True).exclude(file="").values_list("file", flat=True))


def _open_seals() -> None:
    """Entries lose the name of their actor, so the chain is taken up from the first of them and sealed anew."""
    first = AuditSeal.objects.filter(entry__actor__is_demo=True).aggregate(first=Min("position"))["first"]
    if first is not None:
        AuditSeal.objects.filter(position__gte=first)._raw_delete("default")


def _erase_units(counts: Counter[str]) -> None:
    invented = Committee.objects.filter(is_demo=True)
    parents = list(Committee.objects.filter(child_edges__child__is_demo=True, is_demo=False).distinct())
    RollupAncestor.objects.filter(Q(committee__in=invented) | Q(node__in=invented))._raw_delete("default")
    erase(invented, counts)
    for parent in parents:
        parent.numchild = Committee.objects.filter(subtree_q([parent]), depth=parent.depth + 1).count()
        parent.save(update_fields=["numchild"])


def _give_numbers_back() -> None:
    """A year without a certificate left begins its series again."""
    for series in NumberSeries.objects.all():
        if not Certificate.objects.filter(number__startswith=f"GCN-{series.year}-").exists():
            series.delete()
