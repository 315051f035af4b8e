"""Entry of `bin/start` and `bin/test`; Python's standard library only, run before any install."""

import sys

from launcher.messages import LaunchError, complain


def main() -> int:
    """Run the named command and turn a foreseen problem into its message and exit code."""
    command, arguments = sys.argv[1], sys.argv[2:]
    try:
        if command == "start":
            from launcher.start import run_start  # noqa: PLC0415 (each command loads its own half)

            return run_start(arguments)
        from launcher.suite import run_suite  # noqa: PLC0415

        return run_suite(arguments)
    except LaunchError as problem:
        complain(problem)
        return problem.code


if __name__ == "__main__":
    sys.exit(main())
