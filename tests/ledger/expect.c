/* What must be so. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "tests/ledger/script.h"

enum { EXPECT_ARENA_BYTES = 16 * 1024 * 1024 };

/* --- entries ------------------------------------------------------------------------------------------------------------ */

static void expect_date(struct script *script, const char *word, const char *token, int32_t got)
{
	int32_t wanted = strcmp(token, "never") == 0 ? 0 : script_date(script, token);

	if (got != wanted)
		script_fail(script, "%s is %d", word, got);
}

static void expect_entry(struct script *script)
{
	struct buffer dump = {0};
	int letter = script_letter(script, script->tokens[1]);
	int32_t function = atoi(script->tokens[2]);
	int first = function ? 3 : 2;
	const char *wanted = script->tokens[first];

	history_dump(&script->history, &dump);
	struct told_entry entry = history_entry(buffer_text(&dump), script->history.cases[letter].thread.pos, function);
	const char *state = entry.state ? vocabulary_wire(&ledger_state_vocabulary, (int)entry.state) : "none";
	if (strcmp(state, wanted) != 0)
		script_fail(script, "%s is %s", script->tokens[1], state);
	for (int i = first + 1; i + 1 < script->count; i += 2) {
		const char *word = script->tokens[i];
		bool is_since = strcmp(word, "since") == 0, is_due = strcmp(word, "due") == 0;

		if (!is_since && !is_due && strcmp(word, "referred") != 0)
			script_fail(script, "nothing is known of %s", word);
		expect_date(script, word, script->tokens[i + 1],
			is_since ? entry.avoided_on
			: is_due ? entry.due_on
				 : entry.referred_on);
	}
	buffer_deinit(&dump);
}

/* --- results and reports --------------------------------------------------------------------------------------------------- */

/* Absent members read as 0, or false: that is what they mean in a result. */
static void read_field(const struct field *field, const void *record, char out[40])
{
	struct text text = value_format(field, field_of(field, record), out);

	if (text.data != out)
		snprintf(out, 40, "%.*s", TEXT_ARGS(text));
}

static void expect_field(
	struct script *script, const struct record_type *type, const void *record, const char *name, const char *wanted)
{
	for (size_t i = 0; i < type->field_count; i++) {
		char got[40] = "";

		if (strcmp(type->fields[i].name, name) != 0)
			continue;
		if (!field_is_absent(&type->fields[i], record) || type->fields[i].kind != FIELD_KIND_WORD)
			read_field(&type->fields[i], record, got);
		if (strcmp(got[0] ? got : "none", wanted) != 0)
			script_fail(script, "%s is %s", name, got);
		return;
	}
	script_fail(script, "%s has no %s", type->name, name);
}

static void expect_fields(struct script *script, const struct record_type *type, const void *record)
{
	for (int i = 2; i < script->count; i++) {
		char *equals = strchr(script->tokens[i], '=');

		if (!equals) {
			script_fail(script, "%s says no value", script->tokens[i]);
			continue;
		}
		*equals = '\0';
		expect_field(script, type, record, script->tokens[i], equals + 1);
	}
}

void script_expect(struct script *script)
{
	struct arena *arena = arena_new(EXPECT_ARENA_BYTES);

	if (strcmp(script->tokens[1], "result") == 0) {
		expect_fields(script, command_row(script->history.kind)->result, &script->history.result);
	} else if (strcmp(script->tokens[1], "report") == 0) {
		struct avoided_row total = history_report(&script->history, arena, 0, NULL);

		expect_fields(script, &avoided_row_record, &total);
	} else {
		expect_entry(script);
	}
	arena_free(arena);
}

/* --- rebuilt = live --------------------------------------------------------------------------------------------------------- */

void script_expect_rebuilt(struct script *script)
{
	struct buffer live = {0}, rebuilt = {0};

	history_dump(&script->history, &live);
	if (store_rebuild(script->history.world.store) != OK)
		script_fail(script, "the projections cannot be rebuilt");
	history_dump(&script->history, &rebuilt);
	if (!text_equal(buffer_text(&live), buffer_text(&rebuilt)))
		script_fail(script, "rebuilt, the projections are others");
	buffer_deinit(&live);
	buffer_deinit(&rebuilt);
}
