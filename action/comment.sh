#!/usr/bin/env bash
# Keeps one comment on the pull request up to date: it is found again by a mark
# that readers do not see. Where there is nothing to say none is begun. A comment
# that cannot be written is a warning: the job summary has the same report.
# Takes INPUT_*, what check.sh gives (REPORTS, EXIT_CODES), and GITHUB_* from the runner.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
budget=60000 # GitHub takes 65,536 characters

number="$(jq -r '.pull_request.number // empty' "$GITHUB_EVENT_PATH")"
[[ "$number" =~ ^[0-9]+$ ]] || exit 0
run="$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/actions/runs/$GITHUB_RUN_ID"
mark="<!-- rolecall:$(printf '%s\n' "$GITHUB_WORKFLOW" "$GITHUB_JOB" "$INPUT_DIRECTORY" "$INPUT_TARGET" | git hash-object --stdin) -->"

# give_up WHY ends without a comment and without an error.
give_up() {
  printf '::warning title=rolecall::no comment on the pull request: %s; the job summary has the report\n' "$1"
  exit 0
}

# api METHOD PATH [FILE] sends FILE, leaves the answer in $REPORTS/answer and prints
# its status. The token is on no command line, where other processes would see it.
api() {
  printf 'header = "Authorization: Bearer %s"\n' "$INPUT_TOKEN" |
    curl --config - --silent --max-time 60 --request "$1" ${3:+--data-binary "@$3"} \
      --header 'Accept: application/vnd.github+json' --header 'Content-Type: application/json' \
      --output "$REPORTS/answer" --write-out '%{http_code}' "$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/$2" || true
}

# check STATUS gives up unless the server did as it was told.
check() {
  case "$1" in
  2??) ;;
  401 | 403 | 404) give_up "the token may not write one, as on pull requests from forks (HTTP $1)" ;;
  *) give_up "the server answers with HTTP $1" ;;
  esac
}

# find_comment sets id to that of our comment. Somebody else's with our mark is none of ours.
find_comment() {
  local page
  id=''
  for page in {1..100}; do
    check "$(api GET "issues/$number/comments?per_page=100&page=$page")"
    id="$(jq -r --arg mark "$mark" --arg author "$INPUT_COMMENT_AUTHOR" \
      '[.[] | select(.user.login == $author and (.body // "" | startswith($mark)))][0].id // empty' "$REPORTS/answer")"
    [ -z "$id" ] && [ "$(jq length "$REPORTS/answer")" = 100 ] || return 0
  done
}

# body prints the comment as what the server takes.
body() {
  local version
  version="$(rolecall version --format json | jq -r .version)"
  jq -n --argjson budget "$budget" --arg head "$mark"$'\n' \
    --arg foot $'\n'"<sub>rolecall $version · commit $(jq -r '.pull_request.head.sha' "$GITHUB_EVENT_PATH") · [run]($run)</sub>"$'\n' \
    --arg more "the [job summary]($run)" \
    --rawfile lint "$REPORTS/lint.md" --rawfile diff "$REPORTS/diff.md" --rawfile notes "$REPORTS/notes" \
    "{body: ($(cat "$here/report.jq"))}"
}

[ -n "$INPUT_TOKEN" ] || give_up 'there is no token'
find_comment
if [ -n "$id" ]; then
  body >"$REPORTS/comment.json"
  check "$(api PATCH "issues/comments/$id" "$REPORTS/comment.json")"
elif ! [[ "$EXIT_CODES" =~ ^0\ ?0?$ ]] || [ -s "$REPORTS/notes" ]; then
  body >"$REPORTS/comment.json"
  check "$(api POST "issues/$number/comments" "$REPORTS/comment.json")"
fi
