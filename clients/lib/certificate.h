/*
 * Who this device is: the common name of its certificate.
 *
 * Layer: client; certificate.c alone sees libcrypto. Thread: any.
 */
#ifndef CLIENT_CERTIFICATE_H
#define CLIENT_CERTIFICATE_H

#include "corridor/client.h"

/* Reads the device id from a PEM certificate. CORRIDOR_ERROR_CERTIFICATE when the file cannot be read or its common name
 * is not [a-z0-9][a-z0-9-]{0,63}: anything else could reach into other devices' topics. */
CORRIDOR_MUST_USE enum corridor_error client_certificate_device(const char *path, char device[CORRIDOR_ID_BYTES + 1]);

#endif
