# Sourced by bin/start and bin/test, with $root set: finds the Python to work with, as $SEN_PYTHON.
# Plain POSIX sh, because at this point nothing else is known to exist.

# Vietnamese text must come through whatever the locale; foreign module paths must not.
export PYTHONUTF8=1
unset PYTHONHOME PYTHONPATH

# True if $1 really runs (a pyenv shim may exist and fail), is Python 3.$2, and can do its work.
sen_python_works() {
    [ -x "$1" ] || return 1
    "$1" -c "import sqlite3, ssl, sys, zlib; sys.exit(sys.version_info[:2] != (3, $2))" \
        </dev/null >/dev/null 2>&1
}

# Prints the newest usable Python on PATH. Every folder of PATH is looked at, not only the first
# with that name: behind a broken shim there often is a sound interpreter.
sen_find_python() {
    for sen_minor in 14 13 12 11; do
        for sen_name in "python3.$sen_minor" python3; do
            sen_rest=$PATH:
            while [ -n "$sen_rest" ]; do
                sen_folder=${sen_rest%%:*}
                sen_rest=${sen_rest#*:}
                if sen_python_works "${sen_folder:-.}/$sen_name" "$sen_minor"; then
                    printf '%s\n' "${sen_folder:-.}/$sen_name"
                    return 0
                fi
            done
        done
    done
    return 1
}

# Prints the package that brings a new enough Python here, as the system's own lists name it.
sen_python_package() {
    for sen_minor in 14 13 12 11; do
        # The name may be taken for a pattern (3.14 finds postgresql-plpython3-14): read what was found.
        if apt-cache show "python3.$sen_minor" 2>/dev/null | grep -q "^Package: python3\\.$sen_minor\$"; then
            printf 'python3.%s python3.%s-venv\n' "$sen_minor" "$sen_minor"
            return 0
        fi
    done
    printf 'python3 python3-venv\n'
}

# An environment that was built before keeps its interpreter: quick, and steady between starts.
SEN_PYTHON=
for sen_minor in 14 13 12 11; do
    if sen_python_works "$root/.venv/bin/python" "$sen_minor"; then
        SEN_PYTHON=$root/.venv/bin/python
        break
    fi
done
[ -n "$SEN_PYTHON" ] || SEN_PYTHON=$(sen_find_python) || {
    sen_sudo='sudo '
    [ "$(id -u)" != 0 ] || sen_sudo=
    cat >&2 <<END
Sen needs Python 3.11, 3.12, 3.13 or 3.14 with its sqlite3 and ssl modules; none on PATH runs.
Sen cần Python 3.11 đến 3.14 (có sqlite3 và ssl); chưa tìm thấy bản nào chạy được trong PATH.
On Debian or Ubuntu type / Trên Debian hoặc Ubuntu, hãy gõ:

    ${sen_sudo}apt-get install -y $(sen_python_package)

END
    exit 3
}
