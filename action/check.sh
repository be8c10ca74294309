#!/usr/bin/env bash
# Lints a policy, compares it with the deployed state where one is given, and
# writes what came out: log, annotations, job summary, outputs. It never ends with
# the verdict, which is an output, so that the steps after it have their turn.
# Takes INPUT_*, and GITHUB_* and RUNNER_TEMP from the runner.
set -euo pipefail

here="$(cd "$(dirname "$0")" && pwd)"
reports="$(mktemp -d "${RUNNER_TEMP:-/tmp}/rolecall.XXXXXX")"
directory="${INPUT_DIRECTORY:-.}"

random() { od -An -N16 -tx1 /dev/urandom | tr -d ' \n'; }

# output NAME VALUE. No value can end its own frame, which nobody can guess.
output() {
  local end
  end="$(random)"
  printf '%s<<%s\n%s\n%s\n' "$1" "$end" "$2" "$end" >>"$GITHUB_OUTPUT"
}

# show FILE prints names that anybody may have chosen. Until it is done, the runner
# takes no line for one of its commands.
show() {
  local again
  again="$(random)"
  printf '::stop-commands::%s\n' "$again"
  cat -- "$1"
  printf '\n::%s::\n' "$again"
}

# base prints the revision to compare with, if there is one. What GitHub checks out
# for a pull request is a merge; its first parent is the base as it was merged,
# which the event does not always know. A shallow clone knows the parent's name.
base() {
  local revision parents
  case "${INPUT_AGAINST:-}" in
  none) return ;;
  '') ;;
  *) printf '%s' "$INPUT_AGAINST" && return ;;
  esac
  revision="$(jq -r '.pull_request.base.sha // empty' "$GITHUB_EVENT_PATH")"
  [ -n "$revision" ] || return 0
  parents="$(git -C "$directory" cat-file commit HEAD | sed -n '/^$/q;s/^parent //p')"
  case "$GITHUB_REF $parents" in
  refs/pull/*/merge\ *$'\n'*) revision="${parents%%$'\n'*}" ;;
  esac
  printf '%s' "$revision"
}

# fetch gets a revision that a shallow clone lacks. Where that fails rolecall says what is missing.
fetch() {
  [[ "$1" =~ ^[0-9a-f]{40}([0-9a-f]{24})?$ ]] || return 0
  git -C "$directory" cat-file -e "$1^{commit}" 2>/dev/null ||
    git -C "$directory" fetch --quiet --no-tags --depth=1 origin "$1" || true
}

target=()
[ -z "${INPUT_TARGET:-}" ] || target=(--target "$INPUT_TARGET")

# lint writes every format in one run and sets lint_code.
lint() {
  local revision flags=()
  revision="$(base)"
  [ -z "${INPUT_FAIL_LEVEL:-}" ] || flags+=(--fail-level "$INPUT_FAIL_LEVEL")
  [ -z "${INPUT_STATE:-}" ] || flags+=(--state "$INPUT_STATE")
  if [ -n "$revision" ]; then
    fetch "$revision"
    flags+=(--against "$revision")
  fi
  lint_code=0
  rolecall lint --color=always --format text \
    --format "json=$reports/findings.json" --format "sarif=$reports/findings.sarif" \
    --format "github=$reports/annotations" --format "markdown=$reports/lint.md" \
    ${flags[@]+"${flags[@]}"} ${target[@]+"${target[@]}"} -- "$directory" \
    >"$reports/lint.txt" 2>"$reports/notes" || lint_code=$?
  show "$reports/lint.txt"
  show "$reports/notes"
  [ ! -f "$reports/annotations" ] || grep -E '^::(error|warning|notice) ' "$reports/annotations" || true
}

# compare sets diff_code, which stays empty without a state.
compare() {
  diff_code=''
  [ -n "${INPUT_STATE:-}" ] || return 0
  diff_code=0
  rolecall diff --state "$INPUT_STATE" --exit-code --format markdown ${target[@]+"${target[@]}"} -- "$directory" \
    >"$reports/diff.md" 2>"$reports/diff.err" || diff_code=$?
  rolecall diff --color=always --state "$INPUT_STATE" ${target[@]+"${target[@]}"} -- "$directory" \
    >"$reports/diff.txt" 2>&1 || true
  show "$reports/diff.txt"
  if [ "$diff_code" = 1 ]; then
    cat "$reports/diff.err" >>"$reports/notes"
    : >"$reports/diff.md"
  fi
}

: >"$reports/diff.md"
lint
compare
[ -f "$reports/lint.md" ] || echo '## rolecall could not do its work' >"$reports/lint.md"

# A step's summary may take a megabyte.
jq -nr --argjson budget 900000 --arg head '' --arg foot '' --arg more 'the log' --rawfile lint "$reports/lint.md" \
  --rawfile diff "$reports/diff.md" --rawfile notes "$reports/notes" -f "$here/report.jq" >"$reports/report.md"
cat "$reports/report.md" >>"$GITHUB_STEP_SUMMARY"

# GitHub opens alerts for what is suppressed too.
if [ -f "$reports/findings.sarif" ]; then
  jq '.runs[].results |= map(select(.suppressions == []))' "$reports/findings.sarif" >"$reports/upload.sarif"
  output upload-file "$reports/upload.sarif"
  output sarif-file "$reports/findings.sarif"
  output findings-file "$reports/findings.json"
fi

verdict="$lint_code"
case "$lint_code $diff_code ${INPUT_FAIL_ON_CHANGES:-false}" in
?\ 1\ *) verdict=1 ;;
0\ 2\ true) verdict=2 ;;
esac
output exit-code "$lint_code"
output diff-exit-code "$diff_code"
output verdict "$verdict"
output reports "$reports"
output report-file "$reports/report.md"
