#include "listing.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "clients/cli/arguments.h"
#include "clients/lib/memory.h"

enum { PAGE_ROWS = 200 };

/* --- asking ------------------------------------------------------------------------------------------------------------- */

int listing_collect(
	struct session *session, const char *command, const struct listing *listing, json_t *args, json_t **rows)
{
	bool is_complete = false;
	int status = STATUS_OK;

	*rows = json_array();
	json_object_set_new(args, "limit", json_integer(PAGE_ROWS));
	while (status == STATUS_OK && !is_complete) {
		json_t *result = NULL;
		const json_t *page, *last;

		status = session_ask(session, command, args, &result);
		page = json_object_get(result, listing->rows);
		last = json_array_get(page, json_array_size(page) - 1);
		if (page)
			json_array_extend(*rows, json_object_get(result, listing->rows));
		/* an empty page has no row to go on after */
		is_complete = json_is_true(json_object_get(result, "complete")) || !last;
		if (last)
			json_object_set(args, listing->cursor, json_object_get(last, listing->id));
		json_decref(result);
	}
	if (status == STATUS_OK)
		return STATUS_OK;
	json_decref(*rows);
	*rows = NULL;
	return status;
}

/* --- telling ------------------------------------------------------------------------------------------------------------ */

static void put(FILE *out, const json_t *value, const char *separator)
{
	const json_t *entry;
	size_t i;

	if (json_is_string(value))
		fputs(json_string_value(value), out);
	else if (json_is_integer(value))
		fprintf(out, "%" PRId64, (int64_t)json_integer_value(value));
	else if (json_is_true(value))
		fputs("yes", out);
	json_array_foreach(value, i, entry)
	{
		if (i > 0)
			fputs(separator, out);
		put(out, entry, separator);
	}
}

char *listing_text(const json_t *row, const char *member, const char *separator)
{
	char *written = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&written, &size);
	char *text;

	if (!out)
		return NULL;
	put(out, json_object_get(row, member), separator);
	fclose(out);
	text = client_memory_string(written);
	free(written);
	return text;
}

static void tell_table(const struct listing *listing, const json_t *rows)
{
	struct table table;
	const json_t *row;
	size_t i;

	table_init(&table, listing->columns);
	json_array_foreach(rows, i, row)
	{
		table_add_row(&table);
		for (size_t column = 0; column < LISTING_COLUMNS && listing->members[column]; column++) {
			char *text = listing_text(row, listing->members[column], ", ");

			table_set(&table, column, text ? text : "");
			client_memory_free(text);
		}
	}
	if (json_array_size(rows) > 0)
		table_show(&table);
	else
		puts(listing->none);
	table_deinit(&table);
}

int listing_run(struct invocation *invocation, const struct listing *listing)
{
	json_t *args = json_object();
	json_t *rows = NULL;
	struct session session;
	int status = STATUS_USAGE;

	if (arguments_fill(invocation, args))
		status = session_open(&session, invocation, NULL, false);
	if (status == STATUS_OK) {
		status = listing_collect(&session, invocation->row->wire, listing, args, &rows);
		session_close(&session);
	}
	if (status == STATUS_OK && invocation->settings.is_json) {
		json_t *whole = json_pack("{s:O}", listing->rows, rows);

		session_print_json(whole);
		json_decref(whole);
	} else if (status == STATUS_OK) {
		tell_table(listing, rows);
	}
	json_decref(rows);
	json_decref(args);
	return status;
}
