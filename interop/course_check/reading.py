"""How much and how hard: length of lessons and of sentences.

The formula for Vietnamese of Nguyen and Henkin (1982) needs words cut out of syllables and is made for school
readers; the measure here is our own and plainer: syllables (*tiếng*) to a sentence, on average and at
most. Lists, headings and what stands after a colon or semicolon count as sentences, as they are read.
"""

from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _

from interop.course_check.findings import rule
from interop.course_check.passages import passages, read_passages, sentences, syllables
from interop.formats.course_package import CoursePackage

LENGTH: Final = (600, 1000)
MEAN_SENTENCE: Final = 18
LONGEST_SENTENCE: Final = 45


@rule("length")
def _length(package: CoursePackage) -> Iterator[tuple[str, str, str]]:
    least, most = LENGTH
    for lesson in package.lessons:
        count = sum(syllables(passage.text) for passage in read_passages(lesson))
        if not least <= count <= most:
            said = _("The text has %(count)d syllables; %(least)d to %(most)d are asked for.")
            yield f"lessons/{lesson['slug']}.json", "", said % {"count": count, "least": least, "most": most}


@rule("reading-ease")
def _reading_ease(package: CoursePackage) -> Iterator[tuple[str, str, str]]:
    for lesson in package.lessons:
        lengths = [syllables(part) for passage in read_passages(lesson) for part in sentences(passage.text)]
        mean = sum(lengths) / max(len(lengths), 1)
        if mean > MEAN_SENTENCE:
            said = _("%(mean).1f syllables to a sentence on average; at most %(most)d.")
            yield f"lessons/{lesson['slug']}.json", "", said % {"mean": mean, "most": MEAN_SENTENCE}


@rule("long-sentence")
def _long_sentence(package: CoursePackage) -> Iterator[tuple[str, str, str]]:
    for passage in passages(package):
        for part in sentences(passage.text):
            if syllables(part) > LONGEST_SENTENCE and passage.field != "alt":
                said = _("A sentence of %(count)d syllables (at most %(most)d): “%(start)s…”")
                start = " ".join(part.split()[:8])
                words = {"count": syllables(part), "most": LONGEST_SENTENCE, "start": start}
                yield passage.file, passage.place, said % words
