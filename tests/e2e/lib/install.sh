# shellcheck shell=bash
# Installs the packages of the end-to-end tests, when the lock file is newer than what is there. Takes its folder.
install_packages() {
	local wanted=$1/package-lock.json installed=$1/node_modules/.package-lock.json
	[[ ! $installed -nt $wanted ]] || return 0
	(cd "$1" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2) || {
		echo "npm ci failed in $1" >&2
		return 1
	}
	touch "$installed"
}
