# What the checks of this folder share. Sourced; ARCH_ROOT names another tree to check than this one (see self_test).
set -euo pipefail
cd "${ARCH_ROOT:-$(dirname "${BASH_SOURCE[0]}")/../..}"

problems=0
problem() {
	echo "$*" >&2
	problems=$((problems + 1))
}

finish() {
	echo "$1: $problems problems"
	exit "$((problems > 0))"
}

# The layer table of broker/README.md: one array entry per layer and column.
declare -A may_include alone system_part
layers=()
read_layers() {
	local line name what may alone_here system
	while IFS='|' read -r _ name what may alone_here system _; do
		name=${name// /}
		system=${system// /}
		[[ $system =~ ^(pure|C|POSIX)$ ]] || continue
		layers+=("$name")
		may_include[$name]=" $may "
		alone[$name]=${alone_here//\`/}
		system_part[$name]=$system
	done <broker/README.md
	[[ ${#layers[@]} -ge 9 ]] || problem "broker/README.md: its layer table was not found"
}

# Our own sources, made by hand: git's files and new ones, not what is ignored.
sources() {
	if git rev-parse --git-dir >/dev/null 2>&1; then
		git ls-files --cached --others --exclude-standard -- "$@"
	else
		find "$@" -type f 2>/dev/null
	fi | while IFS= read -r file; do [[ ! -f $file ]] || echo "$file"; done
}
