#define _XOPEN_SOURCE 700 /* pread */

#include "base/seal.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "base/digest.h"
#include "base/memory.h"
#include "base/text.h"

enum { MAGIC_BYTES = 16, SALT_BYTES = 32, CHECK_BYTES = 16, NONCE_BYTES = 12 };
enum { CHECK_AT = MAGIC_BYTES + SALT_BYTES, SEALED_PIECE_BYTES = SEAL_PIECE_BYTES + SEAL_TAG_BYTES };

static const char magic[MAGIC_BYTES] = "corridor-seal-1";

struct sealing {
	EVP_CIPHER_CTX *context;
	unsigned char header[SEAL_HEADER_BYTES];
	struct digest key; /* of this file */
	uint64_t piece;    /* number of the next */
	unsigned char plain[SEAL_PIECE_BYTES];
	unsigned char sealed[SEALED_PIECE_BYTES];
};

/* --- files -------------------------------------------------------------------------------------------------------- */

/* Reads length bytes at a place; there are so many, unless the file shrinks meanwhile. */
static enum error read_at(int file, int64_t at, void *bytes, size_t length)
{
	char *next = bytes;

	while (length > 0) {
		ssize_t got = pread(file, next, length, (off_t)at);

		if (got < 0 && errno == EINTR)
			continue;
		if (got == 0)
			errno = EIO;
		if (got <= 0)
			return ERROR_STORE_UNAVAILABLE;
		next += got;
		at += got;
		length -= (size_t)got;
	}
	return OK;
}

static enum error write_all(int file, const void *bytes, size_t length)
{
	const char *next = bytes;

	while (length > 0) {
		ssize_t put = write(file, next, length);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return ERROR_STORE_UNAVAILABLE;
		next += put;
		length -= (size_t)put;
	}
	return OK;
}

static enum error size_of(int file, int64_t *size)
{
	struct stat status;

	if (fstat(file, &status) != 0)
		return ERROR_STORE_UNAVAILABLE;
	if (!S_ISREG(status.st_mode))
		return ERROR_BAD_REQUEST;
	*size = status.st_size;
	return OK;
}

/* --- keys --------------------------------------------------------------------------------------------------------- */

/* HMAC of a purpose and this file's random bytes under the operator's key. */
static enum error make_key(const struct sealing *sealing, struct text key, const char *purpose, struct digest *made)
{
	struct buffer text = {0};
	enum error error = ERROR_BUSY;

	buffer_append_string(&text, purpose);
	buffer_append(&text, sealing->header, CHECK_AT);
	if (!text.failed)
		error = digest_keyed(key, buffer_text(&text), made);
	buffer_deinit(&text);
	return error;
}

static enum error make_keys(struct sealing *sealing, struct text key, struct digest *check)
{
	enum error error = make_key(sealing, key, "corridor sealed file: key\n", &sealing->key);

	return error == OK ? make_key(sealing, key, "corridor sealed file: check\n", check) : error;
}

static struct sealing *sealing_new(void)
{
	struct sealing *sealing = memory_new(sizeof(*sealing));

	if (!sealing)
		return NULL;
	sealing->context = EVP_CIPHER_CTX_new();
	if (sealing->context)
		return sealing;
	memory_free(sealing);
	return NULL;
}

static void sealing_free(struct sealing *sealing)
{
	EVP_CIPHER_CTX_free(sealing->context);
	OPENSSL_cleanse(sealing, sizeof(*sealing));
	memory_free(sealing);
}

/* --- pieces ------------------------------------------------------------------------------------------------------- */

/* Ready for a piece: its nonce, and the header as what is authenticated beside it. */
static bool begin_piece(struct sealing *sealing, bool is_last, int encrypts)
{
	unsigned char nonce[NONCE_BYTES] = {0};
	int length;

	for (int i = 0; i < 8; i++)
		nonce[3 + i] = (unsigned char)(sealing->piece >> (56 - 8 * i));
	nonce[NONCE_BYTES - 1] = is_last;
	sealing->piece++;
	return EVP_CipherInit_ex(sealing->context, EVP_aes_256_gcm(), NULL, sealing->key.bytes, nonce, encrypts) == 1 &&
	       EVP_CipherUpdate(sealing->context, NULL, &length, sealing->header, SEAL_HEADER_BYTES) == 1;
}

static enum error seal_piece(struct sealing *sealing, size_t length, bool is_last)
{
	int put = 0;
	int more = 0;

	if (!begin_piece(sealing, is_last, 1))
		return ERROR_INTERNAL;
	if (EVP_CipherUpdate(sealing->context, sealing->sealed, &put, sealing->plain, (int)length) != 1 ||
		EVP_CipherFinal_ex(sealing->context, sealing->sealed + put, &more) != 1 ||
		EVP_CIPHER_CTX_ctrl(sealing->context, EVP_CTRL_GCM_GET_TAG, SEAL_TAG_BYTES, sealing->sealed + length) !=
			1)
		return ERROR_INTERNAL;
	return OK;
}

/* length of the plain bytes. */
static enum error unseal_piece(struct sealing *sealing, size_t length, bool is_last)
{
	int put = 0;
	int more = 0;

	if (!begin_piece(sealing, is_last, 0))
		return ERROR_INTERNAL;
	if (EVP_CipherUpdate(sealing->context, sealing->plain, &put, sealing->sealed, (int)length) != 1 ||
		EVP_CIPHER_CTX_ctrl(sealing->context, EVP_CTRL_GCM_SET_TAG, SEAL_TAG_BYTES, sealing->sealed + length) !=
			1)
		return ERROR_INTERNAL;
	return EVP_CipherFinal_ex(sealing->context, sealing->plain + put, &more) == 1 ? OK : ERROR_CONFLICT;
}

static enum error seal_all(struct sealing *sealing, int from, int to)
{
	int64_t left = 0;
	int64_t at = 0;
	enum error error = size_of(from, &left);

	/* The last piece may be empty: an empty file has one too. */
	do {
		size_t length = left > SEAL_PIECE_BYTES ? SEAL_PIECE_BYTES : (size_t)left;

		if (error == OK)
			error = read_at(from, at, sealing->plain, length);
		at += (int64_t)length;
		left -= (int64_t)length;
		if (error == OK)
			error = seal_piece(sealing, length, left == 0);
		if (error == OK)
			error = write_all(to, sealing->sealed, length + SEAL_TAG_BYTES);
	} while (error == OK && left > 0);
	return error;
}

static enum error unseal_all(struct sealing *sealing, int from, int64_t size, int to)
{
	int64_t at = SEAL_HEADER_BYTES;
	enum error error = OK;

	do {
		int64_t left = size - at;
		size_t length = left > SEALED_PIECE_BYTES ? SEALED_PIECE_BYTES : (size_t)left;

		if (left < SEAL_TAG_BYTES)
			return ERROR_CONFLICT;
		error = read_at(from, at, sealing->sealed, length);
		at += (int64_t)length;
		if (error == OK)
			error = unseal_piece(sealing, length - SEAL_TAG_BYTES, at == size);
		if (error == OK && to >= 0)
			error = write_all(to, sealing->plain, length - SEAL_TAG_BYTES);
	} while (error == OK && at < size);
	return error;
}

/* --- the whole ---------------------------------------------------------------------------------------------------- */

static enum error seal(struct sealing *sealing, struct text key, int from, int to)
{
	struct digest check;
	enum error error;

	memcpy(sealing->header, magic, MAGIC_BYTES);
	error = random_bytes(sealing->header + MAGIC_BYTES, SALT_BYTES);
	if (error == OK)
		error = make_keys(sealing, key, &check);
	if (error != OK)
		return error;
	memcpy(sealing->header + CHECK_AT, check.bytes, CHECK_BYTES);
	error = write_all(to, sealing->header, SEAL_HEADER_BYTES);
	return error == OK ? seal_all(sealing, from, to) : error;
}

static enum error unseal(struct sealing *sealing, struct text key, int from, int to)
{
	struct digest check;
	int64_t size = 0;
	enum error error = size_of(from, &size);

	if (error == OK && size < SEAL_HEADER_BYTES)
		error = ERROR_BAD_REQUEST;
	if (error == OK)
		error = read_at(from, 0, sealing->header, SEAL_HEADER_BYTES);
	if (error == OK && memcmp(sealing->header, magic, MAGIC_BYTES) != 0)
		error = ERROR_BAD_REQUEST;
	if (error == OK)
		error = make_keys(sealing, key, &check);
	if (error != OK)
		return error;
	if (!bytes_equal_in_constant_time(check.bytes, sealing->header + CHECK_AT, CHECK_BYTES))
		return ERROR_UNAUTHENTICATED;
	return unseal_all(sealing, from, size, to);
}

enum error seal_file(struct text key, int from, int to)
{
	struct sealing *sealing = sealing_new();
	enum error error;

	if (!sealing)
		return ERROR_BUSY;
	error = seal(sealing, key, from, to);
	sealing_free(sealing);
	return error;
}

enum error unseal_file(struct text key, int from, int to)
{
	struct sealing *sealing = sealing_new();
	enum error error;

	if (!sealing)
		return ERROR_BUSY;
	error = unseal(sealing, key, from, to);
	sealing_free(sealing);
	return error;
}
