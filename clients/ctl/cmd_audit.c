#include <inttypes.h>
#include <stdlib.h>

#include "clients/cli/arguments.h"
#include "clients/cli/london.h"
#include "clients/cli/session.h"
#include "clients/cli/table.h"
#include "clients/cli/template.h"
#include "ctl.h"

/* --- audit list ------------------------------------------------------------------------------------------------------ */

static const struct table_column columns[] = {
	{.title = "POS", .is_number = true},
	{.title = "WHEN"},
	{.title = "KIND"},
	{.title = "WHO"},
	{.title = "DEVICE"},
	{.title = "WHAT", .is_flexible = true},
	{.title = "ABOUT"},
	{.title = "ROWS", .is_number = true},
	{.title = "CODE"},
	{0},
};

static void add(struct table *table, const json_t *entry, int64_t now_ms)
{
	char text[256], when[LONDON_TEXT_BYTES];
	int64_t time_ms;

	table_add_row(table);
	table_set(table, 0, template_text(entry, "pos", text, sizeof(text)));
	if (london_parse(template_text(entry, "at", text, sizeof(text)), &time_ms)) {
		london_format_near(time_ms, now_ms, when);
		table_set(table, 1, when);
	}
	table_set(table, 2, template_text(entry, "kind", text, sizeof(text)));
	table_set(table, 3, template_text(entry, "by", text, sizeof(text)));
	table_set(table, 4, template_text(entry, "device", text, sizeof(text)));
	if (*template_text(entry, "command", text, sizeof(text)) == '\0')
		template_text(entry, "event", text, sizeof(text));
	table_set(table, 5, text);
	if (*template_text(entry, "thread", text, sizeof(text)) == '\0')
		template_text(entry, "person", text, sizeof(text));
	table_set(table, 6, text);
	table_set(table, 7, template_text(entry, "rows", text, sizeof(text)));
	table_set(table, 8, template_text(entry, "code", text, sizeof(text)));
}

static void tell(const struct invocation *invocation, const json_t *result)
{
	const json_t *entries = json_object_get(result, "entries");
	const json_t *entry;
	struct table table;
	size_t i;

	table_init(&table, columns);
	json_array_foreach(entries, i, entry) add(&table, entry, invocation->now_ms);
	if (json_array_size(entries) > 0)
		table_show(&table);
	else
		puts("No such entries.");
	table_deinit(&table);
	if (!json_is_true(json_object_get(result, "complete")))
		template_print(stdout, "Older ones: --before {before}\n", result, invocation->now_ms);
}

static int run_list(struct invocation *invocation)
{
	return session_run_ask(invocation, tell);
}

const struct command_row audit_list_command = {
	.name = "audit list",
	.wire = "audit.list",
	.summary = "who did and who read what, newest first; for auditors",
	.options =
		{
			{"from", INPUT_TEXT, "from", NULL, false, "first day, as 2026-11-01"},
			{"until", INPUT_TEXT, "until", NULL, false, "last day"},
			{"person", INPUT_TEXT, "person", NULL, false,
				"what this person did, or was done about their access"},
			{"thread", INPUT_THREAD, "thread", NULL, false, "what concerns this thread"},
			{"kind", INPUT_WORD, "kind", audit_kind_words, false, "only such entries:"},
			{"limit", INPUT_NUMBER, "limit", NULL, false, "how many; 50 unless told, 200 at most"},
			{"before", INPUT_NUMBER, "before", NULL, false, "older than this position"},
		},
	.notes = "There is no word of content in it, and no patient. That the list was read is in it too.",
	.examples = "audit list --as p.quinn\naudit list --thread t88 --as p.quinn\n"
		    "audit list --person a.khan --from 2026-11-01 --kind read --as p.quinn",
	.run = run_list,
};

/* --- audit verify ---------------------------------------------------------------------------------------------------- */

struct verdict {
	int64_t checked, first_bad, upto;
	bool is_complete;
};

/* The broker checks a stretch at a time, so that nobody else waits. */
static int check_stretch(struct session *session, const char *until, struct verdict *verdict)
{
	json_t *args = json_pack("{s:I}", "from", (json_int_t)verdict->upto + 1);
	json_t *result = NULL;
	int status = STATUS_USAGE;

	if (!until || arguments_set(args, "until", json_integer(strtoll(until, NULL, 10))))
		status = session_ask(session, "audit.verify", args, &result);
	if (status == STATUS_OK) {
		verdict->checked += json_integer_value(json_object_get(result, "checked"));
		verdict->first_bad = json_integer_value(json_object_get(result, "first_bad"));
		verdict->upto = json_integer_value(json_object_get(result, "upto"));
		verdict->is_complete = json_is_true(json_object_get(result, "complete"));
	}
	json_decref(result);
	json_decref(args);
	return status;
}

static void tell_verdict(const struct invocation *invocation, const struct verdict *verdict)
{
	if (invocation->settings.is_json)
		printf("{\"checked\":%" PRId64 ",\"first_bad\":%" PRId64 "}\n", verdict->checked, verdict->first_bad);
	else if (verdict->first_bad != 0)
		printf("The entry at position %" PRId64 " is not as it was written; the %" PRId64 " before it are.\n",
			verdict->first_bad, verdict->checked);
	else
		printf("All %" PRId64 " entries are as they were written.\n", verdict->checked);
}

static int run_verify(struct invocation *invocation)
{
	const char *from = invocation_option(invocation, "from");
	struct verdict verdict = {.upto = from ? strtoll(from, NULL, 10) - 1 : 0};
	struct session session;
	int status = session_open(&session, invocation, NULL, false);

	if (status != STATUS_OK)
		return status;
	while (status == STATUS_OK && !verdict.is_complete)
		status = check_stretch(&session, invocation_option(invocation, "until"), &verdict);
	session_close(&session);
	if (status != STATUS_OK)
		return status;
	tell_verdict(invocation, &verdict);
	return verdict.first_bad != 0 ? STATUS_REFUSED : STATUS_OK;
}

const struct command_row audit_verify_command = {
	.name = "audit verify",
	.wire = "audit.verify",
	.summary = "whether the log still says what was written; for auditors",
	.options =
		{
			{"from", INPUT_NUMBER, NULL, NULL, false, "first position; 1 unless told"},
			{"until", INPUT_NUMBER, NULL, NULL, false, "last position; the newest unless told"},
		},
	.notes = "The exit status is 1 when something is wrong, and the first position of it is told.",
	.examples = "audit verify --as p.quinn",
	.run = run_verify,
};
