/*
 * An import of a sheet: its lines are laid aside with the broker page by page, and then checked or applied in one piece.
 *
 * Layer: ctl. Functions that return an int give an exit status, and have told what was wrong.
 */
#ifndef CTL_STAGING_H
#define CTL_STAGING_H

#include "clients/cli/session.h"
#include "sheet.h"

/* What is imported. */
struct staging_kind {
	const char *wire;   /* import.people */
	const char *prefix; /* of the import's name */
	struct sheet_shape shape;
};

/* A whole run of "<things> import FILE [--dry-run]". */
int staging_run(struct invocation *invocation, const struct staging_kind *kind);

#endif
