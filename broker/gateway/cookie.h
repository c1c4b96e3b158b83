/*
 * The two cookies: the session's, which is sealed, and the browser's, by which a device is known again.
 *
 * Layer: gateway. Thread: any. Pure.
 * The session's cookie is the engine's token and a seal over it (HMAC under a key of ours), so that an invented cookie
 * is turned away at once, without asking anybody.
 */
#ifndef GATEWAY_COOKIE_H
#define GATEWAY_COOKIE_H

#include "base/digest.h"

#define SESSION_COOKIE "__Host-corridor"
#define BROWSER_COOKIE "__Host-corridor-device"

enum {
	TOKEN_HEX_BYTES = 64,
	SEAL_HEX_BYTES = 32,
	SESSION_COOKIE_BYTES = TOKEN_HEX_BYTES + SEAL_HEX_BYTES,
	BROWSER_COOKIE_BYTES = 32
};

/* The value of a cookie in a Cookie header; absent when it is not there, or there more than once. */
struct text cookie_find(struct text header, const char *name);

/* The value of the session's cookie for a token of the engine. ERROR_INTERNAL when libcrypto fails. */
MUST_USE enum error cookie_seal(struct text key, const char *token, char value[SESSION_COOKIE_BYTES + 1]);

/* What the engine knows a session by, from its cookie's value. ERROR_UNAUTHENTICATED when we never sealed it. */
MUST_USE enum error cookie_open(struct text key, struct text value, struct digest *token);

/* True when this is the value of a browser's cookie: 32 lower-case hex digits. */
bool cookie_is_browser(struct text value);

/* The device that a browser is for a person: "web-" and 20 hex digits, the same at each sign-in. */
MUST_USE enum error cookie_device(struct text browser, struct person_id person, struct device_id *device);

#endif
