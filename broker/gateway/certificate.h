/*
 * The certificate that browsers are shown: read from its files at the start and whenever told, for every handshake from then on.
 *
 * Layer: gateway. Thread: network. Connections that are open keep what they were shown.
 *
 * libwebsockets can exchange a certificate as well, but keeps serving the old one when the new key is of another kind
 * (pitfalls 4.6.5); here the handshake itself is given the newest, whatever its kind.
 */
#ifndef GATEWAY_CERTIFICATE_H
#define GATEWAY_CERTIFICATE_H

#include <openssl/ssl.h>
#include <stdint.h>

#include "corridor/errors.h"

struct certificate;

/* Reads a chain and its key, PEM; key_path NULL: only to look at the chain. ERROR_BAD_REQUEST, and why in one sentence, when they cannot be read, do not belong together, or
 * the certificate has expired or is not valid yet; ERROR_BUSY with no memory. */
MUST_USE enum error certificate_read(
	const char *chain_path, const char *key_path, int64_t now_s, struct certificate **certificate, char why[256]);

/* NULL is fine. */
void certificate_free(struct certificate *certificate);

/* When it expires, in seconds since 1970. */
int64_t certificate_expires_s(const struct certificate *certificate);

/* From now on handshakes of this context show *current, which the caller may exchange at any time. */
void certificate_serve(SSL_CTX *tls, struct certificate **current);

#endif
