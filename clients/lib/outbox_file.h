/*
 * The SQLite file under the outbox: made, checked and hardened.
 *
 * Layer: client. For outbox.c only.
 */
#ifndef CLIENT_OUTBOX_FILE_H
#define CLIENT_OUTBOX_FILE_H

#include <sqlite3.h>

#include "corridor/client.h"

/* As client_outbox_open. On failure *out is NULL. */
CORRIDOR_MUST_USE enum corridor_error client_outbox_file_open(
	const char *path, const char *device, const char *server, sqlite3 **out);

#endif
