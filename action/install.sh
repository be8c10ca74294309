#!/usr/bin/env bash
# Builds rolecall: of the version that is asked for, else of this checkout of
# the action, so that whoever pins the action by its commit has pinned rolecall too.
# The program that talks to servers is built where the state is one's URL.
# Takes INPUT_VERSION, INPUT_STATE, ACTION_REF, and from the runner RUNNER_TEMP and GITHUB_PATH.
set -euo pipefail
cd "$(dirname "$0")/.."

GOBIN="$RUNNER_TEMP/rolecall-bin"
mkdir -p "$GOBIN"
# No settings of the policy's repository: what is built is what is pinned.
export GOBIN CGO_ENABLED=0 GOWORK=off GOFLAGS='-trimpath -buildvcs=false'
[[ "$ACTION_REF" =~ ^v[0-9]+\.[0-9]+\.[0-9]+$ ]] || ACTION_REF='' # a branch or a commit is no version
programs=(rolecall)
[[ "${INPUT_STATE-}" != *://* ]] || programs+=(rolecall-live)
for program in "${programs[@]}"; do
	case "$INPUT_VERSION" in
	'') go install -ldflags "-X main.stamped=$ACTION_REF" "./cmd/$program" ;;
	*[!A-Za-z0-9.+_-]*) echo "::error::version has characters that no version has" && exit 1 ;;
	*) go install "github.com/rolecall/rolecall/cmd/$program@$INPUT_VERSION" ;;
	esac
done
echo "$GOBIN" >>"$GITHUB_PATH"
"$GOBIN/rolecall" version
