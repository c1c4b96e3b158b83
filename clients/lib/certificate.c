#include "certificate.h"

#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <string.h>

static bool is_device_id(const char *name, int length)
{
	if (length < 1 || length > CORRIDOR_ID_BYTES || name[0] == '-')
		return false;
	for (int i = 0; i < length; i++)
		if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789-", name[i]) || name[i] == '\0')
			return false;
	return true;
}

enum corridor_error client_certificate_device(const char *path, char device[CORRIDOR_ID_BYTES + 1])
{
	char name[256];
	FILE *file = fopen(path, "re");
	X509 *certificate;
	int length;

	if (!file)
		return CORRIDOR_ERROR_CERTIFICATE;
	certificate = PEM_read_X509(file, NULL, NULL, NULL);
	fclose(file);
	if (!certificate)
		return CORRIDOR_ERROR_CERTIFICATE;

	length = X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, name, (int)sizeof(name));
	X509_free(certificate);
	if (!is_device_id(name, length))
		return CORRIDOR_ERROR_CERTIFICATE;

	memcpy(device, name, (size_t)length);
	device[length] = '\0';
	return CORRIDOR_OK;
}
