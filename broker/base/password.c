#include "base/password.h"

#include <string.h>

#include <argon2.h>

#include "base/digest.h"

/* OWASP Password Storage Cheat Sheet: Argon2id with 19 MiB, two passes, one lane. */
enum { MEMORY_KIBIBYTES = 19456, PASSES = 2, LANES = 1, SALT_BYTES = 16, KEY_BYTES = 32 };

/* Nobody's password, at the same cost, so that a missing person cannot be told by the time the answer takes. */
static const char NOBODY[] = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$"
			     "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

enum error password_hash(struct text password, char hash[PASSWORD_HASH_BYTES])
{
	unsigned char salt[SALT_BYTES];
	char encoded[PASSWORD_HASH_BYTES] = {0};

	if (random_bytes(salt, sizeof(salt)) != OK)
		return ERROR_INTERNAL;
	if (argon2id_hash_encoded(PASSES, MEMORY_KIBIBYTES, LANES, password.data, password.length, salt, sizeof(salt),
		    KEY_BYTES, encoded, sizeof(encoded)) != ARGON2_OK)
		return ERROR_INTERNAL;
	memcpy(hash, encoded, sizeof(encoded));
	return OK;
}

bool password_matches(struct text password, const char *hash)
{
	bool is_somebody = hash[0] != '\0';
	int verdict = argon2id_verify(is_somebody ? hash : NOBODY, password.data, password.length);

	return verdict == ARGON2_OK && is_somebody;
}
