# Shared by the scripts beside it: the root of the work tree, how they speak, and where things lie.
# Sourced, never run.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

say() { printf '\n==> %s\n' "$*"; }

# Ends the script with what went wrong and what to do about it.
die() { printf '\n%s: %s\n' "${0##*/}" "$*" >&2; exit 1; }

have() { command -v "$1" >/dev/null 2>&1; }

# Tools that we compile ourselves live in the user's cache, not in the work tree and not among the user's own.
tools=${XDG_CACHE_HOME:-$HOME/.cache}/caseline/tools
PATH=$PATH:$tools/bin

# Cargo's folder of results, wherever variable or configuration put it.
target_folder() {
  if [ -n "${CARGO_TARGET_DIR:-}" ]; then
    case $CARGO_TARGET_DIR in /*) echo "$CARGO_TARGET_DIR" ;; *) echo "$root/$CARGO_TARGET_DIR" ;; esac
  else
    cargo metadata --no-deps --format-version 1 | sed 's/.*"target_directory":"\([^"]*\)".*/\1/'
  fi
}

# PostgreSQL's own programs: Debian keeps them off the path. Prints the folder; fails when there is none.
postgres_programs() {
  local folder
  for folder in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -Vr); do
    if [ -x "$folder/initdb" ]; then echo "$folder"; return; fi
  done
  if have initdb && have pg_ctl; then dirname "$(command -v initdb)"; return; fi
  return 1
}

# A Chromium that the browser tests can start. Ubuntu's is a snap behind a script, which cannot see our folders:
# it does not count. Prints its path; fails when there is none.
system_chromium() {
  local name path
  if [ -n "${CASELINE_CHROMIUM:-}" ]; then echo "$CASELINE_CHROMIUM"; return; fi
  for name in chromium chromium-browser google-chrome; do
    path=$(command -v "$name") && [ -x "$path" ] || continue
    case $(readlink -f "$path") in /snap/* | */snap) continue ;; esac
    if head -c 4096 "$path" | grep -q -a '/snap/'; then continue; fi
    echo "$path"
    return
  done
  return 1
}

# Seconds as a person says them.
duration() {
  if [ "$1" -lt 60 ]; then echo "$1 s"; else echo "$(($1 / 60)) min $(($1 % 60)) s"; fi
}
