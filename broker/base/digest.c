#include "base/digest.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <string.h>
#include <sys/random.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/params.h>

static EVP_MD *sha256;
static pthread_once_t sha256_once = PTHREAD_ONCE_INIT;

/* Fetched once: looking an algorithm up by name costs more than hashing a short text with it. */
static void fetch_sha256(void)
{
	sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
}

enum error digest_of(const struct text *parts, size_t count, struct digest *digest)
{
	enum error error = ERROR_INTERNAL;
	struct digest made;
	EVP_MD_CTX *context;

	if (pthread_once(&sha256_once, fetch_sha256) != 0 || !sha256)
		return ERROR_INTERNAL;
	context = EVP_MD_CTX_new();
	if (!context || !EVP_DigestInit_ex2(context, sha256, NULL))
		goto out;
	for (size_t i = 0; i < count; i++) {
		if (!EVP_DigestUpdate(context, parts[i].data, parts[i].length))
			goto out;
	}
	if (!EVP_DigestFinal_ex(context, made.bytes, NULL))
		goto out;
	*digest = made;
	error = OK;
out:
	EVP_MD_CTX_free(context);
	return error;
}

static EVP_MAC_CTX *hmac_sha256; /* without a key: copied, and given one */
static pthread_once_t hmac_once = PTHREAD_ONCE_INIT;

/* As with SHA-256: looking up HMAC and its digest by name would cost several times what a short text does. */
static void prepare_hmac(void)
{
	char name[] = "SHA256";
	const OSSL_PARAM digest[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0), OSSL_PARAM_construct_end()};
	EVP_MAC *mac = EVP_MAC_fetch(NULL, "HMAC", NULL);

	hmac_sha256 = mac ? EVP_MAC_CTX_new(mac) : NULL;
	if (hmac_sha256 && !EVP_MAC_CTX_set_params(hmac_sha256, digest)) {
		EVP_MAC_CTX_free(hmac_sha256);
		hmac_sha256 = NULL;
	}
	EVP_MAC_free(mac);
}

enum error digest_keyed(struct text key, struct text text, struct digest *digest)
{
	static const unsigned char none;
	const unsigned char *key_data = key.data ? (const unsigned char *)key.data : &none;
	const unsigned char *text_data = text.data ? (const unsigned char *)text.data : &none;
	enum error error = ERROR_INTERNAL;
	struct digest made;
	EVP_MAC_CTX *context;
	size_t length;

	if (pthread_once(&hmac_once, prepare_hmac) != 0 || !hmac_sha256)
		return ERROR_INTERNAL;
	context = EVP_MAC_CTX_dup(hmac_sha256);
	if (context && EVP_MAC_init(context, key_data, key.length, NULL) &&
		EVP_MAC_update(context, text_data, text.length) &&
		EVP_MAC_final(context, made.bytes, &length, sizeof(made.bytes))) {
		*digest = made;
		error = OK;
	}
	EVP_MAC_CTX_free(context);
	return error;
}

enum error digest_totp(struct text secret, int64_t step, char code[7])
{
	unsigned char mac[EVP_MAX_MD_SIZE];
	char counter[8];
	const unsigned char *at;
	uint32_t number;

	for (int i = 0; i < 8; i++)
		counter[i] = (char)((uint64_t)step >> (56 - 8 * i));
	if (secret.length > INT_MAX || !HMAC(EVP_sha1(), secret.data ? secret.data : "", (int)secret.length,
					       (const unsigned char *)counter, sizeof(counter), mac, NULL))
		return ERROR_INTERNAL;
	/* RFC 4226 section 5.3: the last four bits of the 20 bytes say where to read 31 bits. */
	at = mac + (mac[19] & 0x0fu);
	number = (uint32_t)(at[0] & 0x7fu) << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
	for (int i = 5; i >= 0; i--, number /= 10)
		code[i] = (char)('0' + number % 10);
	code[6] = '\0';
	OPENSSL_cleanse(mac, sizeof(mac));
	return OK;
}

enum error random_bytes(void *bytes, size_t length)
{
	unsigned char *at = bytes;

	while (length > 0) {
		ssize_t got = getrandom(at, length, 0);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return ERROR_INTERNAL;
		at += got;
		length -= (size_t)got;
	}
	return OK;
}

bool bytes_equal_in_constant_time(const void *a, const void *b, size_t length)
{
	return CRYPTO_memcmp(a, b, length) == 0;
}

void hex_encode(const void *bytes, size_t length, char *out)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *at = bytes;

	for (size_t i = 0; i < length; i++) {
		*out++ = digits[at[i] >> 4];
		*out++ = digits[at[i] & 0x0fu];
	}
	*out = '\0';
}

/* The worth of a hexadecimal digit, or -1. */
static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

enum error hex_decode(struct text text, void *bytes, size_t length)
{
	unsigned char *out = bytes;

	if (text.length % 2 != 0 || text.length / 2 != length)
		return ERROR_BAD_REQUEST;
	for (size_t i = 0; i < text.length; i++) {
		if (hex_digit(text.data[i]) < 0)
			return ERROR_BAD_REQUEST;
	}
	for (size_t i = 0; i < length; i++)
		out[i] = (unsigned char)(hex_digit(text.data[2 * i]) * 16 + hex_digit(text.data[2 * i + 1]));
	return OK;
}

void base32_encode(const void *bytes, size_t length, char *out)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	const unsigned char *at = bytes;
	uint32_t bits = 0;
	unsigned bit_count = 0;

	for (size_t i = 0; i < length; i++) {
		bits = bits << 8 | at[i];
		for (bit_count += 8; bit_count >= 5; bit_count -= 5)
			*out++ = digits[bits >> (bit_count - 5) & 0x1fu];
	}
	if (bit_count > 0)
		*out++ = digits[bits << (5 - bit_count) & 0x1fu];
	*out = '\0';
}

/* The worth of a base32 digit, or -1. */
static int base32_digit(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a';
	return c >= '2' && c <= '7' ? c - '2' + 26 : -1;
}

static bool is_separator(char c)
{
	return c == ' ' || c == '-';
}

/* Counts the digits; ERROR_BAD_REQUEST on a foreign character, or when no number of bytes is spelled with so many. */
static enum error count_base32_digits(struct text text, size_t *count)
{
	size_t digits = 0;

	for (size_t i = 0; i < text.length; i++) {
		if (is_separator(text.data[i]))
			continue;
		if (base32_digit(text.data[i]) < 0)
			return ERROR_BAD_REQUEST;
		digits++;
	}
	if (digits % 8 == 1 || digits % 8 == 3 || digits % 8 == 6)
		return ERROR_BAD_REQUEST;
	*count = digits;
	return OK;
}

enum error base32_decode(struct text text, void *bytes, size_t size, size_t *length)
{
	unsigned char *out = bytes;
	uint32_t bits = 0;
	unsigned bit_count = 0;
	size_t digits;

	if (count_base32_digits(text, &digits) != OK)
		return ERROR_BAD_REQUEST;
	if (digits / 8 * 5 + digits % 8 * 5 / 8 > size)
		return ERROR_TOO_LARGE;
	for (size_t i = 0; i < text.length; i++) {
		if (is_separator(text.data[i]))
			continue;
		bits = bits << 5 | (uint32_t)base32_digit(text.data[i]);
		bit_count += 5;
		if (bit_count < 8)
			continue;
		bit_count -= 8;
		*out++ = (unsigned char)(bits >> bit_count);
	}
	*length = digits / 8 * 5 + digits % 8 * 5 / 8;
	return OK;
}
