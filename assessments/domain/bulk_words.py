"""The outcome of an act on many questions, in sentences."""

from django.utils.translation import ngettext

from assessments.domain.bulk import EXAMPLES, BulkResult


def told(result: BulkResult) -> str:
    """How many were changed, how many were so already, and what could not be done to which."""
    sentences = [
        ngettext("%(count)d question has been changed.", "%(count)d questions have been changed.", result.done)
        % {"count": result.done}
    ]
    if result.same:
        sentences.append(
            ngettext("%(count)d question was so already.", "%(count)d questions were so already.", result.same)
            % {"count": result.same}
        )
    for reason, count in result.refused.items():
        codes = result.codes[reason]
        names = ", ".join(codes[:EXAMPLES]) + (" …" if count > EXAMPLES else "")
        sentences.append(
            ngettext(
                "%(count)d question is as before (%(codes)s): %(reason)s",
                "%(count)d questions are as before (%(codes)s): %(reason)s",
                count,
            )
            % {"count": count, "codes": names, "reason": reason}
        )
    return " ".join(sentences)
