#!/usr/bin/env bash
# Lints a policy, compares it with its base and with the deployed state, where
# there is one, asks the gates of the change, and writes what came out: log, annotations, job summary, outputs. It never ends with
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

revision="$(base)"
[ -z "$revision" ] || fetch "$revision"

# lint writes every format in one run and sets lint_code.
lint() {
  local flags=()
  [ -z "${INPUT_FAIL_LEVEL:-}" ] || flags+=(--fail-level "$INPUT_FAIL_LEVEL")
  [ -z "${INPUT_STATE:-}" ] || flags+=(--state "$INPUT_STATE")
  [ -z "$revision" ] || flags+=(--against "$revision")
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

# compare sets diff_code (2 where anything changes), gate_code (2 where a gate
# fails) and drift_code (2 where the server is not as the policy says, if that is
# asked). They stay empty where there is nothing to compare with.
compare() {
  local flags=()
  diff_code='' gate_code='' drift_code=''
  [ -z "$revision" ] || flags+=(--against "$revision")
  [ -z "${INPUT_STATE:-}" ] || flags+=(--state "$INPUT_STATE")
  [ "${#flags[@]}" -gt 0 ] || return 0
  if [ "${INPUT_FAIL_ON_CHANGES:-false}" = true ] && [ -n "${INPUT_STATE:-}" ]; then
    drift_code=0
    rolecall diff --state "$INPUT_STATE" --exit-code ${target[@]+"${target[@]}"} -- "$directory" >/dev/null 2>&1 || drift_code=$?
  fi
  [ -z "${INPUT_FAIL_ON:-}" ] || flags+=("--fail-on=$INPUT_FAIL_ON")
  [ -z "${INPUT_ACCEPT:-}" ] || flags+=(--accept "$INPUT_ACCEPT")
  flags+=(${target[@]+"${target[@]}"})
  diff_code=0 gate_code=0
  rolecall diff "${flags[@]}" --exit-code --format json -- "$directory" >/dev/null 2>&1 || diff_code=$?
  rolecall diff "${flags[@]}" --format markdown -- "$directory" >"$reports/diff.md" 2>"$reports/diff.err" || gate_code=$?
  rolecall diff "${flags[@]}" --color=always -- "$directory" >"$reports/diff.txt" 2>&1 || true
  show "$reports/diff.txt"
  if [ "$gate_code" = 1 ]; then
    [ "$lint_code" = 2 ] || cat "$reports/diff.err" >>"$reports/notes"
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

# What keeps diff from its work is among the findings, where there are any.
verdict="$lint_code"
if [ "$lint_code" = 0 ]; then
  case "$gate_code $drift_code" in
  1\ * | *\ 1) verdict=1 ;;
  2\ * | *\ 2) verdict=2 ;;
  esac
fi
output exit-code "$lint_code"
output diff-exit-code "$diff_code"
output gate-exit-code "$gate_code"
output verdict "$verdict"
output reports "$reports"
output report-file "$reports/report.md"
