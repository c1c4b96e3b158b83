#include "links.h"

#include "table.h"
#include "template.h"

static const struct table_column columns[] = {
	{.title = "LINK"},
	{.title = "NAME", .is_flexible = true},
	{.title = "STATE"},
	{.title = "SPECIALISTS"},
	{.title = "DAYS", .is_number = true},
	{.title = "A WEEK", .is_number = true},
	{.title = "FROM"},
	{.title = "UNTIL"},
	{.title = "WHY"},
	{0},
};

static void set_specialists(struct table *table, const json_t *link)
{
	char names[512] = "";
	size_t length = 0, i;
	const json_t *person;

	json_array_foreach(json_object_get(link, "specialists"), i, person)
	{
		int more = snprintf(names + length, sizeof(names) - length, "%s%s", i > 0 ? ", " : "",
			json_string_value(person) ? json_string_value(person) : "");

		if (more < 0 || (size_t)more >= sizeof(names) - length)
			break;
		length += (size_t)more;
	}
	table_set(table, 3, names);
}

static void set_state(struct table *table, const json_t *link)
{
	bool is_team = json_is_true(json_object_get(link, "team_awaited"));
	bool is_specialists = json_is_true(json_object_get(link, "specialists_awaited"));
	char state[32];

	table_setf(table, 2, "%s%s", template_text(link, "state", state, sizeof(state)),
		is_team && is_specialists ? ": both sides are to accept"
		: is_team                 ? ": the team is to accept"
		: is_specialists          ? ": the specialists are to accept"
					  : "");
}

static void add(struct table *table, const json_t *link)
{
	char text[512];

	table_add_row(table);
	table_set(table, 0, template_text(link, "link", text, sizeof(text)));
	table_set(table, 1, template_text(link, "name", text, sizeof(text)));
	set_state(table, link);
	set_specialists(table, link);
	table_set(table, 4, template_text(link, "reply_working_days", text, sizeof(text)));
	table_set(table, 5, template_text(link, "weekly_limit", text, sizeof(text)));
	table_set(table, 6, template_text(link, "starts_on", text, sizeof(text)));
	table_set(table, 7, template_text(link, "ends_on", text, sizeof(text)));
	table_set(table, 8, template_text(link, "end_reason", text, sizeof(text)));
}

void links_tell(const struct invocation *invocation, const json_t *result)
{
	const json_t *links = json_object_get(result, "links");
	const json_t *link;
	char last[32] = "";
	struct table table;
	size_t i;

	(void)invocation;
	table_init(&table, columns);
	json_array_foreach(links, i, link)
	{
		add(&table, link);
		template_text(link, "link", last, sizeof(last));
	}
	table_show(&table);
	table_deinit(&table);
	if (json_array_size(links) == 0)
		puts("There is no such link.");
	else if (json_is_false(json_object_get(result, "complete")))
		printf("There are more: --before %s\n", last);
}
