#define _GNU_SOURCE /* explicit_bzero */

#include "app/secret.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

enum error secret_load(const char *path, struct secret *secret, char why[SECRET_WHY_BYTES])
{
	struct digest cookie_key;
	struct text key;
	enum error error;

	*secret = (struct secret){0};
	error = key_file_read(path, secret->bytes, &key, why);
	if (error)
		return error;
	secret->length = key.length;
	error = digest_keyed(secret_patient_key(secret), text_of("corridor cookie key"), &cookie_key);
	if (error) {
		snprintf(why, SECRET_WHY_BYTES, "a key cannot be made from %s.", path);
		return error;
	}
	hex_encode(cookie_key.bytes, sizeof(cookie_key.bytes), secret->cookie_key);
	return OK;
}

void secret_forget(struct secret *secret)
{
	explicit_bzero(secret, sizeof(*secret));
}

struct text secret_patient_key(const struct secret *secret)
{
	return (struct text){secret->bytes, secret->length};
}

struct text secret_cookie_key(const struct secret *secret)
{
	return text_of(secret->cookie_key);
}
