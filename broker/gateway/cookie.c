#include "gateway/cookie.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

/* The next "name=value" of the header, trimmed; absent at its end. */
static struct text next_pair(struct text *rest)
{
	const char *end;
	struct text pair;

	if (!rest->data || rest->length == 0)
		return (struct text){0};
	end = memchr(rest->data, ';', rest->length);
	pair.data = rest->data;
	pair.length = end ? (size_t)(end - rest->data) : rest->length;
	rest->data += pair.length + (end ? 1 : 0);
	rest->length -= pair.length + (end ? 1 : 0);
	return text_trim(pair);
}

struct text cookie_find(struct text header, const char *name)
{
	size_t name_length = strlen(name);
	struct text found = {0};
	struct text pair;

	while ((pair = next_pair(&header)).data) {
		if (pair.length <= name_length || pair.data[name_length] != '=' ||
			memcmp(pair.data, name, name_length) != 0)
			continue;
		if (found.data)
			return (struct text){0};
		found.data = pair.data + name_length + 1;
		found.length = pair.length - name_length - 1;
	}
	return found;
}

static bool is_hex(struct text text)
{
	for (size_t i = 0; i < text.length; i++)
		if (!memchr("0123456789abcdef", text.data[i], 16))
			return false;
	return text.data != NULL;
}

/* The label keeps the key usable for other ends. */
static enum error seal_token(struct text key, struct text token, char seal[SEAL_HEX_BYTES + 1])
{
	static const char LABEL[] = "corridor session cookie ";
	char labelled[sizeof LABEL + TOKEN_HEX_BYTES];
	struct digest digest;
	enum error error;

	memcpy(labelled, LABEL, sizeof LABEL - 1);
	memcpy(labelled + sizeof LABEL - 1, token.data, TOKEN_HEX_BYTES);
	error = digest_keyed(key, (struct text){labelled, sizeof LABEL - 1 + TOKEN_HEX_BYTES}, &digest);
	if (error)
		return error;
	hex_encode(digest.bytes, SEAL_HEX_BYTES / 2, seal);
	return OK;
}

enum error cookie_seal(struct text key, const char *token, char value[SESSION_COOKIE_BYTES + 1])
{
	struct text text = text_of(token);

	if (text.length != TOKEN_HEX_BYTES)
		return ERROR_INTERNAL;
	memcpy(value, text.data, TOKEN_HEX_BYTES);
	return seal_token(key, text, value + TOKEN_HEX_BYTES);
}

enum error cookie_open(struct text key, struct text value, struct digest *token)
{
	struct text token_text = {value.data, TOKEN_HEX_BYTES};
	char seal[SEAL_HEX_BYTES + 1];
	enum error error;

	if (value.length != SESSION_COOKIE_BYTES || !is_hex(value))
		return ERROR_UNAUTHENTICATED;
	error = seal_token(key, token_text, seal);
	if (error)
		return error;
	if (!bytes_equal_in_constant_time(seal, value.data + TOKEN_HEX_BYTES, SEAL_HEX_BYTES))
		return ERROR_UNAUTHENTICATED;
	return digest_of(&token_text, 1, token);
}

bool cookie_is_browser(struct text value)
{
	return value.length == BROWSER_COOKIE_BYTES && is_hex(value);
}

enum error cookie_device(struct text browser, struct person_id person, struct device_id *device)
{
	struct text parts[] = {browser, text_of(person.text)};
	char hex[DIGEST_HEX_BYTES + 1];
	struct digest digest;
	enum error error = digest_of(parts, 2, &digest);

	if (error)
		return error;
	hex_encode(digest.bytes, DIGEST_BYTES, hex);
	snprintf(device->text, sizeof device->text, "web-%.20s", hex);
	return OK;
}
