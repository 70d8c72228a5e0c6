# Read by scripts/up and scripts/test: steps that say what they do and how long it took.

# Runs a command as the step named by the first argument. Its output goes to build/logs/NAME.log
# and is shown only when it fails.
step() {
  local name=$1 from=$EPOCHREALTIME log
  shift
  log=build/logs/${name// /-}.log
  mkdir -p build/logs
  printf '%-28s' "$name" >&2
  if ! "$@" >"$log" 2>&1 </dev/null; then
    printf 'failed after %s, see %s\n' "$(seconds_since "$from")" "$log" >&2
    tail -n 40 "$log" >&2
    return 1
  fi
  printf '%8s\n' "$(seconds_since "$from")" >&2
}

seconds_since() {
  awk -v from="$1" -v to="$EPOCHREALTIME" 'BEGIN { printf "%.1f s", to - from }'
}

# Lays the market history of package-lock.json into node_modules, unless it lies there already.
install_history() {
  local lock
  lock=$(sha256sum <package-lock.json)
  [ "$(cat node_modules/.tradewind 2>/dev/null)" != "$lock" ] || return 0
  npm ci --ignore-scripts
  echo "$lock" >node_modules/.tradewind
}

# Configures build/NAME where that has not been done; ninja does it again when CMake files change.
configure() {
  local name=$1
  shift
  [ -f "build/$name/build.ninja" ] || cmake -S . -B "build/$name" -G Ninja "$@"
}
