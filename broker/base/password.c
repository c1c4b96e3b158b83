#include "base/password.h"

#include <string.h>

#include <argon2.h>

#include "base/digest.h"
#include "base/password_form.h"

/* OWASP Password Storage Cheat Sheet: Argon2id with 19 MiB, two passes, one lane. */
enum { MEMORY_KIBIBYTES = 19456, PASSES = 2, LANES = 1, SALT_BYTES = 16, KEY_BYTES = 32 };

/* Nobody's password, at the same cost, so that a missing person cannot be told by the time the answer takes. */
static const char NOBODY[] = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$"
			     "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

static enum error hash_form(struct text form, char hash[PASSWORD_HASH_BYTES])
{
	unsigned char salt[SALT_BYTES];
	char encoded[PASSWORD_HASH_BYTES] = {0};

	if (random_bytes(salt, sizeof(salt)) != OK)
		return ERROR_INTERNAL;
	if (argon2id_hash_encoded(PASSES, MEMORY_KIBIBYTES, LANES, form.data, form.length, salt, sizeof(salt),
		    KEY_BYTES, encoded, sizeof(encoded)) != ARGON2_OK)
		return ERROR_INTERNAL;
	memcpy(hash, encoded, sizeof(encoded));
	return OK;
}

enum error password_hash(struct text password, char hash[PASSWORD_HASH_BYTES])
{
	struct password_form form;
	enum error error = password_form_of(password, &form);

	if (error == OK)
		error = hash_form(form.text, hash);
	password_form_forget(&form);
	return error;
}

bool password_matches(struct text password, const char *hash)
{
	struct password_form form;
	/* what has no form is nobody's, and takes as long */
	bool is_somebody = password_form_of(password, &form) == OK && hash[0] != '\0';
	int verdict = argon2id_verify(is_somebody ? hash : NOBODY, form.text.data, form.text.length);

	password_form_forget(&form);
	return verdict == ARGON2_OK && is_somebody;
}
