#include "gateway/certificate.h"

#include <openssl/x509.h>
#include <stdio.h>

#include "base/memory.h"

struct certificate {
	SSL_CTX *files; /* holds chain and key; no connection is made of it */
	int64_t expires_s;
};

/* A key that wants a password would make OpenSSL ask the terminal. */
/* NOLINTNEXTLINE(readability-non-const-parameter): OpenSSL's type */
static int have_no_password(char *buffer, int size, int is_for_writing, void *context)
{
	(void)buffer;
	(void)size;
	(void)is_for_writing;
	(void)context;
	return 0;
}

static int64_t seconds_of(const ASN1_TIME *time)
{
	static const int64_t seconds_a_day = 86400;
	ASN1_TIME *epoch = ASN1_TIME_set(NULL, 0);
	int days = 0, seconds = 0;

	if (!epoch || ASN1_TIME_diff(&days, &seconds, epoch, time) != 1)
		days = seconds = 0;
	ASN1_TIME_free(epoch);
	return days * seconds_a_day + seconds;
}

static enum error read_files(SSL_CTX *files, const char *chain_path, const char *key_path, char why[256])
{
	SSL_CTX_set_default_passwd_cb(files, have_no_password);
	if (SSL_CTX_use_certificate_chain_file(files, chain_path) != 1)
		snprintf(why, 256, "%.200s holds no certificate that can be read.", chain_path);
	else if (key_path && (SSL_CTX_use_PrivateKey_file(files, key_path, SSL_FILETYPE_PEM) != 1 ||
				     SSL_CTX_check_private_key(files) != 1))
		snprintf(why, 256, "%.100s does not hold the key of the certificate in %.100s.", key_path, chain_path);
	else
		return OK;
	return ERROR_BAD_REQUEST;
}

static enum error check_days(const SSL_CTX *files, int64_t now_s, const char *path, int64_t *expires_s, char why[256])
{
	const X509 *leaf = SSL_CTX_get0_certificate(files);

	*expires_s = seconds_of(X509_get0_notAfter(leaf));
	if (now_s >= *expires_s)
		snprintf(why, 256, "The certificate in %.200s has expired.", path);
	else if (now_s < seconds_of(X509_get0_notBefore(leaf)))
		snprintf(why, 256, "The certificate in %.180s is not valid yet; is the clock right?", path);
	else
		return OK;
	return ERROR_BAD_REQUEST;
}

enum error certificate_read(
	const char *chain_path, const char *key_path, int64_t now_s, struct certificate **certificate, char why[256])
{
	struct certificate *read = memory_new(sizeof(*read));
	enum error error = ERROR_BUSY;

	if (read)
		read->files = SSL_CTX_new(TLS_server_method());
	if (read && read->files) {
		error = read_files(read->files, chain_path, key_path, why);
		if (!error)
			error = check_days(read->files, now_s, chain_path, &read->expires_s, why);
	} else {
		snprintf(why, 256, "There is no memory left to read %.200s.", chain_path);
	}
	if (error) {
		certificate_free(read);
		return error;
	}
	*certificate = read;
	return OK;
}

void certificate_free(struct certificate *certificate)
{
	if (!certificate)
		return;
	SSL_CTX_free(certificate->files);
	memory_free(certificate);
}

int64_t certificate_expires_s(const struct certificate *certificate)
{
	return certificate->expires_s;
}

/* Called by OpenSSL when a handshake has to choose a certificate. */
static int show(SSL *connection, void *context)
{
	struct certificate *const *current = context;
	SSL_CTX *files = *current ? (*current)->files : NULL;
	STACK_OF(X509) *chain = NULL;

	if (!files || SSL_CTX_get0_chain_certs(files, &chain) != 1)
		return 0;
	SSL_certs_clear(connection);
	return SSL_use_cert_and_key(
		connection, SSL_CTX_get0_certificate(files), SSL_CTX_get0_privatekey(files), chain, 1);
}

void certificate_serve(SSL_CTX *tls, struct certificate **current)
{
	SSL_CTX_set_cert_cb(tls, show, current);
}
