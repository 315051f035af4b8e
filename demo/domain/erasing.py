"""`drop_demo`: remove what is invented and what hangs on it, append-only rows included."""

from collections import Counter
from collections.abc import Callable

from django.core.files.storage import default_storage
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
from operations.domain.stored_files import names_of_files
from operations.models import AuditEntry, AuditSeal, Job
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
    files = set(names_of_files())
    entered = _count_entered()
    counts: Counter[str] = Counter()
    with indexed_keys(User, Committee, Campaign, Enrolment), erasure_window():
        _open_seals()
        forget_figures()
        erase(CourseFeedback.objects.filter(is_demo=True), counts)
        erase(Campaign.objects.filter(is_demo=True), counts)
        # Their files hold names, and a job may be without who asked for it: it would stay.
        erase(Job.objects.filter(requested_by__is_demo=True), counts)
        erase(User.objects.filter(is_demo=True), counts)
        _erase_units(counts)
        _give_numbers_back()
        audit.record(action="demo.dropped", actor=None, target=centre(), after={"rows": counts.total()})
    while audit.seal():
        pass
    rebuild()
    for name in files.difference(names_of_files()):
        default_storage.delete(name)
    say(_("%(count)d rows removed") % {"count": counts.total()})
    if entered:
        say(
            _("Among them people who were entered through accounts of the demonstration: %(count)d")
            % {"count": entered}
        )


def _is_anything_invented() -> bool:
    return any(model.objects.filter(is_demo=True).exists() for model in (User, Committee, Campaign))


def _count_entered() -> int:
    """People whom the loader did not invent: somebody entered or imported them, as the trail says."""
    entries = AuditEntry.objects.filter(action="person.created", object_type=User._meta.label_lower)
    entered = set(entries.values_list("object_id", flat=True))
    return sum(str(pk) in entered for pk in User.objects.filter(is_demo=True).values_list("pk", flat=True).iterator())


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
