#include "pick.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "table.h"
#include "template.h"

enum match { NO_MATCH, PART, EXACT };

static bool holds(const char *text, const char *part)
{
	for (; *text != '\0'; text++)
		if (strncasecmp(text, part, strlen(part)) == 0)
			return true;
	return false;
}

static enum match judge(const json_t *specialist, const char *wanted)
{
	char person[128], name[256];

	template_text(specialist, "person", person, sizeof(person));
	template_text(specialist, "display_name", name, sizeof(name));
	if (strcmp(person, wanted) == 0)
		return EXACT;
	return holds(person, wanted) || holds(name, wanted) ? PART : NO_MATCH;
}

/* Walks all specialists that match at least so well; calls each, and counts. */
static size_t walk(const json_t *links, const char *wanted, enum match least,
	void (*each)(void *context, const json_t *link, const json_t *specialist), void *context)
{
	const json_t *link, *specialist;
	size_t i, k, count = 0;

	json_array_foreach(links, i, link)
	{
		json_array_foreach(json_object_get(link, "specialists"), k, specialist)
		{
			if (judge(specialist, wanted) < least)
				continue;
			count++;
			each(context, link, specialist);
		}
	}
	return count;
}

static void take(void *context, const json_t *link, const json_t *specialist)
{
	struct pick *pick = context;

	template_text(link, "conversation", pick->conversation, sizeof(pick->conversation));
	template_text(specialist, "person", pick->person, sizeof(pick->person));
	template_text(specialist, "display_name", pick->name, sizeof(pick->name));
}

static void list(void *context, const json_t *link, const json_t *specialist)
{
	struct table *table = context;
	char text[256];

	table_add_row(table);
	table_set(table, 0, template_text(specialist, "person", text, sizeof(text)));
	table_set(table, 1, template_text(specialist, "display_name", text, sizeof(text)));
	table_set(table, 2, template_text(link, "treatment_function_name", text, sizeof(text)));
	table_set(table, 3, template_text(link, "neighbourhood_name", text, sizeof(text)));
	table_set(table, 4, template_text(link, "conversation", text, sizeof(text)));
}

static void tell_list(const json_t *links, const char *wanted, enum match least)
{
	static const struct table_column columns[] = {
		{.title = "WHO"},
		{.title = "NAME"},
		{.title = "SPECIALTY"},
		{.title = "FOR"},
		{.title = "CONVERSATION"},
		{0},
	};
	struct table table;

	table_init(&table, columns);
	walk(links, wanted, least, list, &table);
	table_print(&table, stderr, 0);
	table_deinit(&table);
}

int pick_specialist(const json_t *links, const char *wanted, struct pick *pick)
{
	enum match least = EXACT;
	size_t count = walk(links, wanted, EXACT, take, pick);

	if (count == 0) {
		least = PART;
		count = walk(links, wanted, PART, take, pick);
	}
	if (count == 1)
		return STATUS_OK;
	if (count == 0) {
		fprintf(stderr, "corridor: nobody you are linked with is called \"%s\". These are:\n", wanted);
		tell_list(links, wanted, NO_MATCH);
		return STATUS_USAGE;
	}
	fprintf(stderr, "corridor: \"%s\" may be one of these; say which, with --to, --specialty or --conversation:\n",
		wanted);
	tell_list(links, wanted, least);
	return STATUS_USAGE;
}

int pick_ask(struct session *session, const char *wanted, const char *specialty, struct pick *pick)
{
	json_t *args = json_object();
	json_t *result = NULL;
	int status;

	*pick = (struct pick){{0}, {0}, {0}};
	if (specialty)
		json_object_set_new(args, "treatment_function", json_string(specialty));
	status = session_ask(session, "directory.list", args, &result);
	if (status == STATUS_OK)
		status = pick_specialist(json_object_get(result, "links"), wanted, pick);
	json_decref(result);
	json_decref(args);
	return status;
}
