"""Faults on purpose: the real program is hurt while robots work with it, then every acknowledgement is looked up.

`python -m bench.faults quiz [--minutes M] [--json FILE] [--embedded]`. Nothing of this is in the program
itself: pause points and missing protections are put into its processes from here (`settings.py`).
"""
