"""How long each kind of record is kept, as data: changed by two persons, never by a release."""

from django.db import models


class RetentionRule(models.Model):
    """One rule for each kind registered with `operations.domain.retention`. No `days`: kept for good.

    `basis`: the law, decision or rule that says so. `review_on`: when somebody has to look at it again.
    """

    code = models.SlugField(max_length=60, unique=True)
    days = models.PositiveIntegerField(null=True, blank=True)
    basis = models.CharField(max_length=300)
    review_on = models.DateField()

    def __str__(self) -> str:
        return self.code
