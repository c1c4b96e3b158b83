# shellcheck shell=bash
# What the certificate scripts share. Sourced by them; takes the folder of certificates from $1 via open_authority.

set -euo pipefail
# Private keys are born unreadable to others: a later chmod would leave a moment in between.
umask 077

certs_source=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export CERTS_DIR=
# openssl resolves every variable of the file, also in sections it does not use.
export CERTS_SAN=DNS:localhost
# Where a certificate says that the list of those taken back is; in production a name that whoever checks can reach.
export CERTS_CRL_URL=${CERTS_CRL_URL:-http://localhost:${CORRIDOR_OPS_PORT:-8444}/ca.crl}
a_day_s=86400

fail() {
	printf '%s: %s\n' "$(basename "$0")" "$1" >&2
	exit 1
}

# Runs openssl quietly: it talks on stderr also when all is well, so its words are shown only when it fails.
openssl_quietly() {
	local said
	said=$(openssl "$@" 2>&1 </dev/null) || fail "openssl $1 failed: $said"
}

# Takes the folder; afterwards this process alone works on its database, which openssl itself does not guard.
open_authority() {
	# The MQTT server may run as a user of its own and has to get through to its files; each key guards itself.
	[[ -d $1 ]] || install -d -m 755 "$1"
	CERTS_DIR=$(cd "$1" && pwd)
	mkdir -p "$CERTS_DIR/ca"
	exec {authority_lock}>"$CERTS_DIR/ca/lock"
	flock "$authority_lock"
}

require_authority() {
	open_authority "$1"
	[[ -s $CERTS_DIR/ca.crt && -s $CERTS_DIR/ca.key ]] || fail "there is no CA in $CERTS_DIR; run make-ca first"
}

is_device_id() {
	# In the C locale, or [a-z] means capitals as well in some languages.
	local LC_ALL=C
	[[ $1 =~ ^[a-z0-9][a-z0-9-]{0,63}$ ]]
}

# True while the certificate has a day to live and was signed by the CA that is there now.
is_current() {
	local tomorrow_s
	[[ -s $1.crt && -s $1.key ]] || return 1
	tomorrow_s=$(($(date +%s) + a_day_s))
	openssl verify -attime "$tomorrow_s" -CAfile "$CERTS_DIR/ca.crt" "$1.crt" >/dev/null 2>&1
}

# new_key KEY CSR SUBJECT
new_key() {
	openssl_quietly req -new -config "$certs_source/openssl.cnf" -newkey ec -pkeyopt ec_paramgen_curve:P-256 \
		-noenc -keyout "$1" -out "$2" -subj "$3" -sha256
}

# sign PATH COMMON_NAME SECTION: PATH.key and PATH.crt. The certificate is moved last: while it is not there, nothing is.
sign() {
	local path=$1
	mkdir -p "$(dirname "$path")"
	new_key "$path.key.new" "$path.csr" "/CN=$2"
	openssl_quietly ca -batch -notext -config "$certs_source/openssl.cnf" -extensions "$3" \
		-in "$path.csr" -out "$path.crt.new"
	chmod 644 "$path.crt.new"
	# Whoever could read the old key, such as the MQTT server as a user of its own, has to read the new one.
	if ((EUID == 0)) && [[ -e $path.key ]]; then
		chown --reference="$path.key" "$path.key.new"
	fi
	mv "$path.key.new" "$path.key"
	mv "$path.crt.new" "$path.crt"
	rm -f "$path.csr"
}

# The columns of the database of openssl: state (V, R, E), expiry, revocation and reason, serial, file, subject.

# Revokes what was signed for a common name and is still valid. True when there was something to revoke.
revoke_name() {
	local reason=$2 serial found=1
	while read -r serial; do
		openssl_quietly ca -config "$certs_source/openssl.cnf" -revoke "$CERTS_DIR/ca/signed/$serial.pem" \
			-crl_reason "$reason"
		found=0
	done < <(awk -F '\t' -v subject="/CN=$1" '$1 == "V" && $6 == subject { print $4 }' "$CERTS_DIR/ca/index.txt")
	return "$found"
}

# True when the last certificate of the name was taken away by `revoke`, not merely replaced by a newer one.
is_withdrawn() {
	awk -F '\t' -v subject="/CN=$1" '$6 == subject { last = $1 $3 } END { exit last !~ /^R.*cessation/ }' \
		"$CERTS_DIR/ca/index.txt"
}

# sign_once PATH COMMON_NAME SECTION RENEW: keeps a certificate that is good for another day, and lets a revoked name
# rest, unless told to renew.
sign_once() {
	if [[ $4 != yes ]] && { is_current "$1" || is_withdrawn "$2"; }; then
		return
	fi
	if revoke_name "$2" superseded; then
		make_crl
	fi
	sign "$1" "$2" "$3"
}

# The server reads the list at any moment, so it is replaced whole.
make_crl() {
	openssl_quietly ca -config "$certs_source/openssl.cnf" -gencrl -out "$CERTS_DIR/crl.pem.new"
	# the same as it is served to whoever checks a certificate (RFC 5280: DER)
	openssl_quietly crl -in "$CERTS_DIR/crl.pem.new" -outform DER -out "$CERTS_DIR/ca.crl.new"
	chmod 644 "$CERTS_DIR/crl.pem.new" "$CERTS_DIR/ca.crl.new"
	mv "$CERTS_DIR/ca.crl.new" "$CERTS_DIR/ca.crl"
	mv "$CERTS_DIR/crl.pem.new" "$CERTS_DIR/crl.pem"
}
