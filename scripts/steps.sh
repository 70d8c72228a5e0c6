# Read by scripts/up and scripts/test: steps that say what they do and how long it took.

# Runs a command as the step named by the first argument. Its output goes to build/logs/NAME.log
# and is shown only when it fails (`set -e` is off inside, so commands are joined by `&&`); on a
# terminal the log's last line is shown while it runs.
step() {
  local name=$1 from=$EPOCHREALTIME log watcher=
  shift
  log=build/logs/${name// /-}.log
  mkdir -p build/logs
  printf '%-28s' "$name" >&2
  if [ -t 2 ]; then
    show_last_line "$name" "$log" &
    watcher=$!
  fi
  local status=0
  "$@" >"$log" 2>&1 </dev/null || status=$?
  if [ -n "$watcher" ]; then
    kill "$watcher"
    wait "$watcher" 2>/dev/null || true
    printf '\r\033[K%-28s' "$name" >&2
  fi
  if [ $status -ne 0 ]; then
    printf 'failed after %s, see %s\n' "$(seconds_since "$from")" "$log" >&2
    tail -n 40 "$log" >&2
    return 1
  fi
  printf '%8s\n' "$(seconds_since "$from")" >&2
}

# Ends with the script that started it, whatever ends that.
show_last_line() {
  SECONDS=0
  while sleep 0.5 && kill -0 $$ 2>/dev/null; do
    printf '\r\033[K%-28s%7d s  %s' "$1" "$SECONDS" "$(tail -n 1 "$2" | cut -c 1-60)" >&2
  done
}

seconds_since() {
  awk -v from="$1" -v to="$EPOCHREALTIME" 'BEGIN { printf "%.1f s", to - from }'
}

# Lays the market history of package-lock.json into node_modules, unless it lies there already.
install_history() {
  local lock
  lock=$(sha256sum <package-lock.json)
  [ "$(cat node_modules/.tradewind 2>/dev/null)" != "$lock" ] || return 0
  npm ci --ignore-scripts && echo "$lock" >node_modules/.tradewind
}
