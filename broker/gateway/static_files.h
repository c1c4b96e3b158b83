/*
 * The web client's files, read once at start: a request finds one by its exact path or not at all, and no request ever
 * touches the disk.
 *
 * Layer: gateway. Thread: network.
 */
#ifndef GATEWAY_STATIC_FILES_H
#define GATEWAY_STATIC_FILES_H

#include <stdbool.h>

#include "corridor/errors.h"
#include "corridor/ids.h"

struct files;

struct asset {
	struct text content;
	const char *type;
	const char *cache; /* for Cache-Control */
	char etag[35];     /* with its quotes */
	bool is_brotli;
	const struct asset *shrunk; /* the same for browsers that take Brotli; NULL: none */
};

/* Reads a folder and what is in it; hidden files, and kinds of file we do not serve, are left out. index.html is also
 * found as the folder itself. A file with .br behind its name is that file shrunk, and found by no path of its own. ERROR_BAD_REQUEST when it cannot be read or is too much, ERROR_BUSY with no memory; why
 * says what. */
MUST_USE enum error files_load(const char *folder, struct files **files, char why[256]);

/* The file at a decoded path ("/app.js"), or NULL. files may be NULL. */
const struct asset *files_find(const struct files *files, struct text path);

void files_free(struct files *files); /* NULL is fine */

#endif
