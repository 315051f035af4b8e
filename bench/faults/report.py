"""The tables of a run."""

from typing import Any, Final

PROTECTIONS: Final = {
    "killed": "one transaction, the reply after its commit; the browser sends again",
    "all web workers killed": "the same",
    "database crashed": "commit on disk before the reply",
    "lost reply": "the same sequence and answer are one save",
    "repeated": "the same sequence and answer are one save",
    "overtaken": "the highest sequence of a question wins",
    "two tabs": "the highest sequence wins; who is behind is told so",
    "starts at once": "a lock per person and quiz, unique constraints",
    "submissions at once": "the attempt's row lock, one marking, one receipt",
}


def show(results: dict[str, Any]) -> None:
    """What was done, what came of it, and what the controls saw."""
    print(f"\n{results['attempts']:,} attempts in {results['seconds']:.0f} s, {results['database']}\n")
    print(f"{'fault':<34}{'times':>8}   protection")
    for name, times in results["faults"].items():
        print(f"{name:<34}{times:>8,}   {_protection(name)}")
    print(f"\n{_columns()}")
    print(f"{'all of them':<34}{'':<44}{_counts(results)}")
    for control in results["controls"]:
        seen = "" if control["seen"] else "  NOT SEEN"
        print(f"{control['fault']:<34}{'without: ' + control['protection_off']:<44}{_counts(control)}{seen}")
    integrity = results["integrity"]
    verdict = "holds" if integrity["holds"] else f"BROKEN: {integrity['broken']}"
    print(f"\nverify_integrity: {integrity['invariants']} invariants, {verdict}")
    print(f"answers that were refused or broken off and sent again: {results['refused_or_broken']}")
    for example in results["examples"]:
        print(f"  {example}")


def is_good(results: dict[str, Any]) -> bool:
    """Nothing lost in the main run, everything whole, and each control saw its loss."""
    clean = not (results["lost"] or results["changed"] or results["doubled"])
    return clean and results["integrity"]["holds"] and all(control["seen"] for control in results["controls"])


def _protection(name: str) -> str:
    return next((text for start, text in PROTECTIONS.items() if name.startswith(start)), "")


def _columns() -> str:
    return f"{'':<78}{'acknowledged':>13}{'lost':>8}{'changed':>9}{'doubled':>9}"


def _counts(outcome: dict[str, Any]) -> str:
    return f"{outcome['acknowledged']:>13,}{outcome['lost']:>8,}{outcome['changed']:>9,}{outcome['doubled']:>9,}"
