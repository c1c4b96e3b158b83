#include "london.h"
#include "session.h"
#include "table.h"
#include "template.h"

static const struct table_column columns[] = {
	{.title = "  WHO"},
	{.title = "NAME"},
	{.title = "JOB", .is_flexible = true},
	{.title = "NUMBER"},
	{.title = "REPLIES IN"},
	{.title = "OPEN", .is_number = true},
	{.title = "THIS WEEK", .is_number = true},
	{.title = "AWAY"},
	{.title = "LAST SPOKEN"},
	{0},
};

static void set_away(struct table *table, const json_t *specialist, int64_t now_ms)
{
	char until[64], deputy[80], when[LONDON_TEXT_BYTES];
	int64_t time_ms;

	if (!london_parse(template_text(specialist, "away_until", until, sizeof(until)), &time_ms))
		return;
	london_format_near(time_ms, now_ms, when);
	template_text(specialist, "deputy", deputy, sizeof(deputy));
	table_setf(table, 7, "until %s%s%s", when, deputy[0] != '\0' ? ", answers: " : "", deputy);
	table_mark(table, 7, MARK_BOLD);
}

static void set_last_spoken(struct table *table, const json_t *specialist, int64_t now_ms)
{
	char text[64], when[LONDON_TEXT_BYTES];
	int64_t time_ms;

	if (!london_parse(template_text(specialist, "last_spoken", text, sizeof(text)), &time_ms))
		return;
	london_format_near(time_ms, now_ms, when);
	table_set(table, 8, when);
}

static void add_specialist(struct table *table, const json_t *link, const json_t *specialist, int64_t now_ms)
{
	char text[512], limit[32];

	table_add_row(table);
	table_setf(table, 0, "%s %s", json_is_true(json_object_get(specialist, "lead")) ? "*" : " ",
		template_text(specialist, "person", text, sizeof(text)));
	table_set(table, 1, template_text(specialist, "display_name", text, sizeof(text)));
	table_set(table, 2, template_text(specialist, "job_title", text, sizeof(text)));
	table_set(table, 3, template_text(specialist, "professional_number", text, sizeof(text)));
	if (*template_text(specialist, "usual_reply_hours", text, sizeof(text)) != '\0')
		table_setf(table, 4, "usually %s working h", text);
	else if (*template_text(specialist, "promised_reply_hours", text, sizeof(text)) != '\0')
		table_setf(table, 4, "promised %s working h", text);
	table_set(table, 5, template_text(specialist, "open_threads", text, sizeof(text)));
	template_text(link, "weekly_limit", limit, sizeof(limit));
	table_setf(table, 6, "%s%s%s", template_text(specialist, "asked_this_week", text, sizeof(text)),
		limit[0] != '\0' ? " of " : "", limit);
	set_away(table, specialist, now_ms);
	set_last_spoken(table, specialist, now_ms);
}

static void tell_link(const struct invocation *invocation, const json_t *link)
{
	struct table table;
	const json_t *specialist;
	size_t i;

	printf("%s", display_begin(MARK_BOLD));
	template_print(stdout, "{treatment_function_name} ({treatment_function})", link, invocation->now_ms);
	printf("%s", display_end(MARK_BOLD));
	template_print(stdout, ", {neighbourhood_name}, conversation {conversation}\n", link, invocation->now_ms);
	template_print(stdout, "Asked now, an answer is {reply_due_routine:due}[; urgent, {reply_due_urgent:due}]\n",
		link, invocation->now_ms);
	table_init(&table, columns);
	json_array_foreach(json_object_get(link, "specialists"), i, specialist)
		add_specialist(&table, link, specialist, invocation->now_ms);
	table_show(&table);
	table_deinit(&table);
}

static void tell(const struct invocation *invocation, const json_t *result)
{
	const json_t *links = json_object_get(result, "links");
	const json_t *link;
	size_t i;

	json_array_foreach(links, i, link)
	{
		if (i > 0)
			putchar('\n');
		tell_link(invocation, link);
	}
	if (json_array_size(links) == 0)
		puts("Nobody. Leave out --specialty and --text to see all your links; a coordinator can add one.");
	else
		puts("\n* asked when no name is given");
}

static int run(struct invocation *invocation)
{
	return session_run_ask(invocation, tell);
}

const struct command_row people_command = {
	.name = "people",
	.wire = "directory.list",
	.summary = "the specialists you are linked with, by name, and when they will answer",
	.options =
		{
			{"specialty", INPUT_SPECIALTY, "treatment_function", NULL, false,
				"only this one: 320, or cardiology"},
			{"text", INPUT_TEXT, "text", NULL, false, "part of a name or specialty"},
		},
	.examples = "people\npeople --specialty 320\npeople --text okafor",
	.run = run,
};
