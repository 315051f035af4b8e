"""Who a correction affects, before and after: worked out by a job before anybody is asked to approve it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone

from assessments.domain.consequences import PassChange, consequences_of
from assessments.domain.corrected import Rule, corrections_in_force, folded
from assessments.domain.marking import Result, result_of
from assessments.domain.queries.answered import BATCH, answers_of, attempts_with, latest_markings, levels_of
from assessments.enums import CORRECTIONS_IN_FORCE, CorrectionState
from assessments.models import Attempt, CorrectionEffect, Marking, QuestionCorrection

Progress = Callable[[int, int | None], None]


@dataclass(frozen=True, slots=True)
class Remarked:
    """A closed attempt that is marked otherwise now."""

    attempt: Attempt
    before: Marking
    after: Result


def find_affected(correction: QuestionCorrection, progress: Progress) -> dict[str, int]:
    """Write the effects of a correction that is being prepared, then its counts. Doing it again is doing it once."""
    if correction.state != CorrectionState.COMPUTING:
        return correction.counts
    CorrectionEffect.objects.filter(correction=correction).delete()
    seen = 0
    for batch in attempts_with(correction.version_id):
        closed = [attempt for attempt in batch if not attempt.is_open]
        found = [_effect(correction, each) for each in remarked(closed, correction)]
        CorrectionEffect.objects.bulk_create(found, batch_size=500)
        seen += len(closed)
        progress(seen, None)
    _find_consequences(correction, partial(progress, seen, None))
    counts = {"attempts": seen, **_counts(correction)}
    with transaction.atomic():
        QuestionCorrection.objects.filter(pk=correction.pk, state=CorrectionState.COMPUTING).update(
            state=CorrectionState.READY, counts=counts, computed_at=timezone.now()
        )
    return counts


def remarked(batch: Sequence[Attempt], correction: QuestionCorrection) -> list[Remarked]:
    """Those of the batch that are marked otherwise with the correction. What has no marking yet waits for its first."""
    rules = _rules(batch, correction)
    answers, markings, by_hand = answers_of(batch), latest_markings(batch), levels_of(batch)
    found = []
    for attempt in batch:
        marking = markings.get(attempt.pk)
        if marking is None:
            continue
        result = result_of(attempt, answers[attempt.pk], by_hand[attempt.pk], rules)
        if (result.items, result.score, result.passed) != (marking.items, marking.score, marking.passed):
            found.append(Remarked(attempt, marking, result))
    return found


def _rules(batch: Sequence[Attempt], correction: QuestionCorrection) -> dict[int, Rule]:
    """Everything in force for the papers of the batch, and this correction as the last word."""
    versions = {item["version"] for attempt in batch for item in attempt.paper.items}
    in_force = corrections_in_force(versions)
    return folded(in_force if correction.state in CORRECTIONS_IN_FORCE else [*in_force, correction])


def _effect(correction: QuestionCorrection, each: Remarked) -> CorrectionEffect:
    return CorrectionEffect(
        correction=correction,
        attempt=each.attempt,
        cadre_id=each.attempt.cadre_id,
        score_before=each.before.score,
        max_before=each.before.max_score,
        passed_before=each.before.passed,
        score_after=each.after.score,
        max_after=each.after.max_score,
        passed_after=each.after.passed,
    )


def _find_consequences(correction: QuestionCorrection, sign_of_life: Callable[[], None]) -> None:
    """Ask the rooms above about every pass gained or lost; all of one person together."""
    flips = (
        CorrectionEffect.objects.filter(correction=correction)
        .exclude(passed_before=F("passed_after"))
        .select_related("attempt")
        .order_by("cadre_id", "pk")
    )
    batch: list[CorrectionEffect] = []
    for _cadre, own in groupby(flips.iterator(), key=lambda effect: effect.cadre_id):
        batch.extend(own)
        if len(batch) >= BATCH:
            _tell(batch)
            sign_of_life()
            batch = []
    _tell(batch)


def _tell(batch: list[CorrectionEffect]) -> None:
    found = consequences_of([PassChange(effect.attempt, effect.passed_after) for effect in batch])
    for effect in batch:
        consequence = found[effect.attempt_id]
        effect.completes, effect.at_stake = consequence.completes, consequence.at_stake
        effect.certificate_at_stake = consequence.certificate_at_stake
    CorrectionEffect.objects.bulk_update(batch, ["completes", "at_stake", "certificate_at_stake"], batch_size=500)


def _counts(correction: QuestionCorrection) -> dict[str, int]:
    """Raised and lowered go by the share of what could be earned: an annulled question changes both."""
    effects = CorrectionEffect.objects.filter(correction=correction).annotate(
        share_before=F("score_before") * F("max_after"), share_after=F("score_after") * F("max_before")
    )
    return effects.aggregate(
        changed=Count("pk"),
        people=Count("cadre_id", distinct=True),
        raised=Count("pk", filter=Q(share_after__gt=F("share_before"))),
        lowered=Count("pk", filter=Q(share_after__lt=F("share_before"))),
        passes=Count("pk", filter=Q(passed_before=False, passed_after=True)),
        fails=Count("pk", filter=Q(passed_before=True, passed_after=False)),
        completes=Count("pk", filter=Q(completes=True)),
        at_stake=Count("pk", filter=Q(at_stake=True)),
        certificates_at_stake=Count("pk", filter=Q(certificate_at_stake=True)),
    )
