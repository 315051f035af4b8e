"""Certificates of the invented completions, in the one series of numbers that all certificates share."""

from collections import Counter
from collections.abc import Iterator, Sequence
from random import Random
from typing import Final

from certificates.models import Certificate, NumberSeries
from demo.domain.records import BATCH, Story, moment

_LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def store_certificates(stories: Sequence[Story], rng: Random) -> None:
    """One for each completion; the files are made when somebody asks for them.

    Runs in the transaction that stores the completions: the series stays locked until it commits.
    """
    completed = [story for story in stories if story.enrolment.is_completed]
    years = Counter(story.journey.steps[-1].year for story in completed)
    numbers = {year: _take(year, count) for year, count in sorted(years.items())}
    rows = [_certificate(story, numbers, rng) for story in completed]
    Certificate.objects.bulk_create(rows, batch_size=BATCH)


def _take(year: int, count: int) -> Iterator[str]:
    NumberSeries.objects.get_or_create(year=year)
    series = NumberSeries.objects.select_for_update().get(year=year)
    first = series.last + 1
    series.last += count
    series.save(update_fields=["last"])
    return (f"GCN-{year}-{number:06d}" for number in range(first, first + count))


def _certificate(story: Story, numbers: dict[int, Iterator[str]], rng: Random) -> Certificate:
    day = story.journey.steps[-1]
    return Certificate(
        number=next(numbers[day.year]),
        code="".join(rng.choice(_LETTERS) for _letter in range(27)),
        cadre=story.cadre.user,
        enrolment=story.enrolment,
        course=story.drive.course,
        edition_id=story.served.outline.edition_id,
        holder_name=story.cadre.user.full_name,
        course_title=story.served.outline.title_vi,
        committee_name=story.cadre.post_on(day).unit.name,
        completed_on=day,
        issued_at=moment(day, 18),
        is_demo=True,
    )
