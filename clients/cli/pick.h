/*
 * Finding the conversation of somebody named on the command line.
 *
 * Layer: cli.
 */
#ifndef CLI_PICK_H
#define CLI_PICK_H

#include "session.h"

struct pick {
	char conversation[64];
	char person[128];
	char name[256];
};

/* Finds a specialist by id, or by part of id or name, among links (of directory.list). STATUS_OK when there is exactly one;
 * STATUS_USAGE after telling who there is. */
int pick_specialist(const json_t *links, const char *wanted, struct pick *pick);

/* The same, asking the broker for the links; specialty may be NULL. */
int pick_ask(struct session *session, const char *wanted, const char *specialty, struct pick *pick);

#endif
