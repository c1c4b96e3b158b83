#define _GNU_SOURCE /* strerrordesc_np */

#include "app/seed_command.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "app/demo_seed.h"

static enum error seed_record(struct store *store, struct engine *engine, const char *people_csv, char *why)
{
	struct people_file people = {0};
	enum error error;

	if (store_last_pos(store) > 0) {
		snprintf(why, WIRING_WHY_BYTES,
			"there is a record in data_dir already; seed-demo only fills an empty one.");
		return ERROR_CONFLICT;
	}
	error = people_file_begin(&people, people_csv);
	if (error) {
		snprintf(why, WIRING_WHY_BYTES, "%.300s cannot be written: %s.", people_csv, strerrordesc_np(errno));
		return error;
	}
	error = demo_seed(engine, &people, why);
	if (!error) {
		error = people_file_finish(&people);
		if (error)
			snprintf(why, WIRING_WHY_BYTES, "%.300s cannot be written: %s.", people_csv,
				strerrordesc_np(errno));
	}
	people_file_abandon(&people);
	return error;
}

enum error seed_command(
	const struct config *config, const struct secret *secret, const char *people_csv, char why[WIRING_WHY_BYTES])
{
	struct store *store = NULL;
	struct engine *engine = NULL;
	enum error error = wiring_open_record(config, secret, &store, &engine, why);

	if (error)
		return error;
	error = seed_record(store, engine, people_csv, why);
	engine_free(engine);
	store_close(store);
	return error;
}
