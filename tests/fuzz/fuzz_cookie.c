/*
 * cookie_find, cookie_open and cookie_is_browser over a whole Cookie header: a session that we never sealed is never opened,
 * and what is found lies in the header.
 */
#include <string.h>

#include "base/text.h"
#include "gateway/cookie.h"
#include "tests/fuzz/fuzz.h"

static void check_within(struct text header, struct text value)
{
	if (value.length > 0)
		MUST(value.data >= header.data && value.data + value.length <= header.data + header.length);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char token[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
	struct text header = {(const char *)data, size};
	struct text session = cookie_find(header, SESSION_COOKIE);
	struct text browser = cookie_find(header, BROWSER_COOKIE);
	char sealed[SESSION_COOKIE_BYTES + 1];
	struct digest digest;

	check_within(header, session);
	check_within(header, browser);
	MUST(cookie_seal(text_of("a key of the fuzzer"), token, sealed) == OK);
	/* nobody guesses the seal of another token: it is a keyed hash */
	if (session.data && cookie_open(text_of("a key of the fuzzer"), session, &digest) == OK)
		MUST(text_is(session, sealed));
	if (browser.data && cookie_is_browser(browser))
		MUST(browser.length == BROWSER_COOKIE_BYTES);
	return 0;
}
