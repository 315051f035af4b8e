"""Argon2id at the lowest cost that OWASP's password storage sheet accepts.

Whole offices sign in at nine in the morning on two cores: 19 MiB, two passes and one lane take
some 30 ms there, Django's default of 100 MiB several times as long.
"""

from django.contrib.auth.hashers import Argon2PasswordHasher


class TunedArgon2PasswordHasher(Argon2PasswordHasher):
    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
