/* Lets what stands in history.txt happen in a store. */
#ifndef REPORTS_HISTORY_H
#define REPORTS_HISTORY_H

#include "tests/contract/support/subject.h"
#include "tests/contract/support/world.h"

/* A fresh store in memory in which it all happened. The test fails when anything of it fails. */
void history_open(struct subject *subject, struct world *world);
void history_close(struct subject *subject, struct world *world);

/* A fresh store in memory, in which these lines happen, as history.txt has them; the last is NULL. */
void history_play(struct subject *subject, struct world *world, const char *const *lines);

/* The report as a file, asked for by somebody with these args in JSON; free it with buffer_deinit. *error may be NULL:
 * must be OK. */
struct buffer history_export(
	struct world *world, const char *as, const char *wire, const char *args, bool is_json, enum error *error);

#endif
