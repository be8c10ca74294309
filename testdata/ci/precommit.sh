#!/usr/bin/env bash
# Runs pre-commit itself, with the hooks of a commit of this repository (HEAD, or
# the one given), in a scratch repository: what it must refuse, and what it must let pass.
# Needs pre-commit (apt-get install pre-commit), git and go; a network only for Go modules
# that are not on the machine yet.
set -euo pipefail
rev="$(git -C "$(dirname "$0")" rev-parse --verify "${1:-HEAD}^{commit}")"
root="$(git -C "$(dirname "$0")" rev-parse --show-toplevel)"

work="$(mktemp -d)"
trap 'chmod -R u+w "$work" && rm -rf "$work"' EXIT
# Nothing of whoever runs this counts, and nothing of a git hook.
# shellcheck disable=SC2046 # they are words
unset SKIP "${!ROLECALL_@}" $(git rev-parse --local-env-vars)
GOMODCACHE="$(go env GOMODCACHE)" GOCACHE="$(go env GOCACHE)" # modules need not be fetched again
export GOMODCACHE GOCACHE HOME="$work/home" GIT_CONFIG_NOSYSTEM=1 PRE_COMMIT_HOME="$work/cache" NO_COLOR=1
mkdir "$HOME"
git config --global user.name test
git config --global user.email test@example.com
git config --global init.defaultBranch main
git config --global --add safe.directory '*'

passed=0
ok() { printf 'ok    %s\n' "$*"; passed=$((passed + 1)); }
fail() { printf 'FAIL  %s\n' "$*"; cat "$work/out"; exit 1; }

# accepts WHAT: what is staged becomes a commit.
accepts() {
  git commit -qm "$1" >"$work/out" 2>&1 || fail "$1: refused"
  ok "accepted: $1"
}

# refuses WHAT PATTERN…: it does not, no commit is made, and pre-commit says so.
refuses() {
  local what="$1" before
  shift
  before="$(git rev-parse HEAD)"
  if git commit -qm "$what" >"$work/out" 2>&1; then fail "$what: accepted"; fi
  [ "$(git rev-parse HEAD)" = "$before" ] || fail "$what: refused, and yet there is a commit"
  for pattern; do grep -Eq -- "$pattern" "$work/out" || fail "$what: nothing says '$pattern'"; done
  ok "refused: $what"
}

git clone -q --no-checkout "$root" "$work/rolecall"
git init -q "$work/scratch"
cd "$work/scratch"
mkdir access other
cat >access/target.hcl <<'HCL'
target "milvus" "shop" {
  version = "2.6"

  database "catalog" {
    collections = ["imports", "products"]
  }
}
HCL
cat >access/search.hcl <<'HCL'
role "searcher" {
  description = "Search for the shop"

  grant {
    privileges = ["Insert", "Search"]
    database   = "catalog"
    collection = "products"
  }
}

binding "search" {
  roles = [role.searcher]
  users = ["svc_search"]
}
HCL
cat >access/imports.hcl <<'HCL'
role "importer" {
  description = "Nightly imports"

  grant {
    privileges = ["Insert"]
    database   = "catalog"
    collection = "imports"
  }
}

binding "imports" {
  roles = [role.importer]
  users = ["svc_import"]
}
HCL
cat >access/search_test.hcl <<'HCL'
test "search writes, and deletes nothing" {
  principal = "svc_search"

  allow {
    privileges = ["Insert", "Search"]
    database   = "catalog"
    collection = "products"
  }
  deny {
    privileges = ["Delete"]
    database   = "catalog"
    collection = "products"
  }
}
HCL
printf 'a   =   1\n' >other/somebody_elses.hcl
cat >.pre-commit-config.yaml <<YAML
repos:
  - repo: $work/rolecall
    rev: $rev
    hooks:
      - id: rolecall-lint
        args: [access]
      - id: rolecall-fmt
        files: ^access/
      - id: rolecall-test
        args: [access]
YAML
git add .
pre-commit install >/dev/null
start="$(date +%s)"
accepts 'the first commit, which has nothing to be compared with'
echo "      (pre-commit built them in $(($(date +%s) - start)) s)"

# A role that somebody holds, in a file of its own that goes: pre-commit has no file to check.
git rm -q access/imports.hcl
refuses 'delete a bound role' 'RC201 bound-role-deleted: role "importer" is deleted while "svc_import" holds it' 'exit code: 2'

# What is not staged does not count.
sed -i 's/\["svc_search"\]/["svc_import", "svc_search"]/' access/search.hcl
refuses 'delete it, the binding moved in the work tree alone' RC201
grep -q svc_import access/search.hcl || fail 'the work tree is not what it was'
git add access
accepts 'delete it, the binding moved'

# The hook of a linked work tree runs with GIT_DIR and GIT_INDEX_FILE set.
git worktree add -q "$work/linked"
cd "$work/linked"
git rm -q access/search.hcl access/search_test.hcl
refuses 'delete a bound role in a linked work tree' 'RC201 bound-role-deleted: role "searcher"'
git reset -q --hard

# A mistake in one file is told whichever file is committed.
sed -i 's/"Search"/"Serach"/' access/search.hcl
git add access
refuses 'a misspelt privilege' 'error RC101 unknown-privilege' 'did you mean "Search"'
git reset -q --hard

# What a test denies, and what one allows.
sed -i 's/\["Insert", "Search"\]/["Delete", "Insert", "Search"]/' access/search.hcl
git add access
refuses 'a privilege that a test denies' 'rolecall test\.*Failed' 'Delete on catalog.products for "svc_search": allowed, and must be denied' 'exit code: 2'
git reset -q --hard
sed -i 's/\["Insert", "Search"\]/["Search"]/' access/search.hcl
git add access
refuses 'to take away what a test allows' 'Insert on catalog.products for "svc_search": denied, and must be allowed'
sed -i 's/\["Insert", "Search"\]/["Search"]/' access/search_test.hcl
git add access
accepts 'to take it away, and the test with it'

# What is not formatted is refused once, and formatted then; other people's files are not.
printf 'role "sizes" {\n  description="Ümlaut"\n grant {\n  privileges = [ "Search" ]\n  database="catalog"\n  collection="products"\n }\n}\n\nbinding "sizes" {\n  roles = [role.sizes]\n  users = ["svc_size"]\n}\n' >'access/größe und maß.hcl'
printf 'a  =  2\n' >other/somebody_elses.hcl
git add .
refuses 'a file that is not formatted' 'rolecall fmt\.*Failed' 'files were modified by this hook' 'access/größe und maß.hcl'
grep -q '^  description = "Ümlaut"$' 'access/größe und maß.hcl' || fail 'it is not formatted'
git add .
accepts 'the formatted file'
[ "$(cat other/somebody_elses.hcl)" = 'a  =  2' ] || fail 'a file outside of the policy was formatted'

# Nothing of the policy changes: nothing stands in the way.
echo more >other/readme
git add .
accepts 'a commit of something else'

# The rolecall that is installed.
GOBIN="$work/bin" go -C "$root" install ./cmd/rolecall
sed -i 's/id: rolecall-\(lint\|fmt\|test\)$/id: rolecall-\1-system/' .pre-commit-config.yaml
git add .
PATH="$work/bin:$PATH" accepts 'the -system hooks'
git rm -q access/search.hcl access/search_test.hcl
PATH="$work/bin:$PATH" refuses 'delete a bound role, with the -system hooks' 'RC201 bound-role-deleted: role "searcher"'

echo "$passed passed, 0 failed"
