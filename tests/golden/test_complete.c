/* Nothing in the tables without a golden file, and no golden file without its row. */
#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "codec/codec.h"
#include "tests/golden/golden.h"

/* The part of a file's name before the ending, or absent when it ends otherwise. */
static struct text before(const char *name, const char *ending)
{
	size_t length = strlen(name), tail = strlen(ending);

	if (length <= tail || strcmp(name + length - tail, ending) != 0)
		return (struct text){0};
	return (struct text){name, length - tail};
}

static bool is_command_file(const char *name)
{
	struct text request = before(name, ".request.json");
	struct text receipt = before(name, ".receipt.json");

	return (request.data && command_find(request)) || (receipt.data && command_find(receipt));
}

static bool is_event_file(const char *name)
{
	struct text wire = before(name, ".json");

	return wire.data && event_find(wire);
}

static int count_files(const char *folder, bool (*is_known)(const char *name))
{
	DIR *opened = opendir(folder);
	struct dirent *entry;
	int count = 0;

	cr_assert(opened != NULL);
	while ((entry = readdir(opened))) { /* NOLINT(concurrency-mt-unsafe): there is one thread */
		if (entry->d_name[0] == '.')
			continue;
		cr_assert(is_known(entry->d_name), "%s belongs to nothing in the tables", entry->d_name);
		count++;
	}
	closedir(opened);
	return count;
}

Test(golden_complete, every_command_has_a_request_and_a_receipt_and_nothing_else_lies_there)
{
	cr_assert_eq(count_files(GOLDEN_FOLDER "/commands", is_command_file), 2 * COMMAND_COUNT);
}

Test(golden_complete, every_event_has_a_file_and_nothing_else_lies_there)
{
	cr_assert_eq(count_files(GOLDEN_FOLDER "/events", is_event_file), EVENT_COUNT);
}

/* Together the golden files show every field that can travel, so that no field goes unread by the other tests. */
static void check_fields(const struct record_type *type, struct text json)
{
	for (size_t i = 0; i < type->field_count; i++) {
		char key[80];

		if (type->fields[i].class == CLASS_INTERNAL)
			continue;
		snprintf(key, sizeof key, "\"%s\":", type->fields[i].name);
		cr_assert(strstr(json.data, key) != NULL, "the golden file of %s does not show %s", type->name,
			type->fields[i].name);
	}
}

Test(golden_complete, every_field_of_every_command_and_event_is_shown)
{
	struct arena *arena = arena_new((size_t)64 * 1024 * 1024);

	for (int i = 0; i < COMMAND_COUNT; i++) {
		const struct command_row *row = command_row((enum command_kind)i);

		check_fields(row->args, golden_read("commands/", row->wire, ".request.json", arena));
		check_fields(row->result, golden_read("commands/", row->wire, ".receipt.json", arena));
	}
	for (int i = 0; i < EVENT_COUNT; i++) {
		const struct event_row *row = event_row((enum event_kind)i);

		check_fields(row->data, golden_read("events/", row->wire, ".json", arena));
	}
	arena_free(arena);
}
