/*
 * corridord first-administrator: lets the first person into an empty record, who then lets in everybody else.
 *
 * Layer: app. Thread: the main one, before the engine starts.
 */
#ifndef APP_FIRST_ADMINISTRATOR_H
#define APP_FIRST_ADMINISTRATOR_H

#include "app/wiring.h"

struct first_administrator {
	const char *person; /* handle, such as o.frost */
	const char *name;   /* as others see it */
	const char *device; /* common name of their device's certificate; NULL: none yet */
};

/* What they are let in with. */
struct first_invitation {
	char code[64];
	int64_t ends_at_ms;
};

/* Adds the person with the administrator's role, and their device, to the record of the engine, and gives them a code. Said
 * again for the same person, who has not used it yet, it gives a new code and voids the one before. ERROR_BAD_REQUEST for a
 * handle or name that will not do, ERROR_CONFLICT when somebody else is in the record or they have a password; why is one
 * sentence. */
MUST_USE enum error first_administrator(struct store *store, struct engine *engine,
	const struct first_administrator *first, struct first_invitation *invitation, char why[WIRING_WHY_BYTES]);

/* The same on the record of data_dir, which nobody has open; prints the code on standard output. */
MUST_USE enum error first_administrator_command(const struct config *config, const struct secret *secret,
	const struct first_administrator *first, char why[WIRING_WHY_BYTES]);

#endif
