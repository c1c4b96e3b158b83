/*
 * Certificates that were taken away, and who of those that are connected holds one.
 *
 * Layer: none of the daemon's; part of the Mosquitto plugin. Includes nothing but libc and libcrypto. Thread: one.
 *
 * Mosquitto reads the list of revoked certificates when told to, and then refuses new connections; those that are open stay for ever.
 * The guard looks at the same file every second by itself, remembers the certificate of each device when it first asks for
 * something, and names those whose sessions must end.
 */
#ifndef CORRIDOR_GUARD_REVOKED_H
#define CORRIDOR_GUARD_REVOKED_H

#include <openssl/x509.h>
#include <stdbool.h>

struct guard_revoked;

/* A list from a PEM file. NULL with no memory, or when the file holds no list that can be read: nobody is let in then. */
struct guard_revoked *guard_revoked_new(const char *path);
void guard_revoked_free(struct guard_revoked *revoked);

/* Reads the file again if it has changed; a file that cannot be read leaves the list as it was. True when there is a new list. */
bool guard_revoked_refresh(struct guard_revoked *revoked);

/* A device asks for something with this certificate (NULL: none), which is borrowed. True when it must not have it, because the
 * certificate was taken away or nobody knows which it is. */
bool guard_revoked_meet(struct guard_revoked *revoked, const char *device, X509 *certificate);

/* The device's connection is gone. */
void guard_revoked_left(struct guard_revoked *revoked, const char *device);

/* Calls end, once for each met device whose certificate was taken away; end may call guard_revoked_left. */
void guard_revoked_sweep(struct guard_revoked *revoked, void (*end)(void *context, const char *device), void *context);

#endif
