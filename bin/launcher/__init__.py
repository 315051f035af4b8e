"""The launcher behind `bin/start` and `bin/test`.

It must run before anything is installed, so it uses the standard library only, and it imports
nothing of Sen: it speaks to Sen through `manage.py prepare`, processes, signals and `/healthz`.

- `interpreter.sh` finds a Python; `environment` builds `.venv` and installs the pinned packages
- `settings` reads the environment variables; `checks` refuses a place where Sen could not be safe
- `lock` keeps a second start away; `processes` starts, records and stops process groups
- `supervisor` keeps web, worker and beat alive; `ready` waits for the first page and greets
- `start` and `suite` put these together
"""
