# Sourced by the other scripts: goes to the project's folder and makes sure that its environment is there.
# Needs Python 3.11 or newer; PYTHON names one to use. Runs on bash 3.2.

unset CDPATH
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 2
bin="$PWD/.venv/bin"

suitable() {
    command -v "$1" >/dev/null 2>&1 &&
        "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

python=${PYTHON:-}
if [ -z "$python" ]; then
    for python in python3 python3.14 python3.13 python3.12 python3.11; do
        if suitable "$python"; then break; fi
    done
fi
if ! suitable "$python"; then
    echo "Lockstep needs Python 3.11 or newer, and ${PYTHON:-python3} is not: install one, or name it with PYTHON=..." >&2
    exit 2
fi
"$python" scripts/make_environment.py || exit $?
