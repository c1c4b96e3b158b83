/* Markdown tables from the lists. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "codec/contract/contract.h"
#include "core/treatment_function.h"

/* --- errors ----------------------------------------------------------------------------------------------------------- */

/* What a client does about each; an error without advice stops the program. */
static const char *const advice[ERROR_END] = {
	[ERROR_BAD_REQUEST] = "Mend what `field` and `message` name. Sent again unchanged it is refused again.",
	[ERROR_TOO_LARGE] = "Send less: see the limits.",
	[ERROR_UNAUTHENTICATED] = "Sign in again; on MQTT, ask for the device to be enrolled.",
	[ERROR_FORBIDDEN] =
		"Do not offer this to the person; their role or part in the conversation does not allow it.",
	[ERROR_NOT_FOUND] = "It does not exist, or not for this person. Do not retry.",
	[ERROR_CONFLICT] = "Read the thread again (`thread.history`), then decide anew.",
	[ERROR_TXN_CONFLICT] = "A `txn` was used twice for different things: a fault of the client. Use a fresh one.",
	[ERROR_RATE_LIMITED] = "Wait `retry_after_ms`, then send the same command with the same `txn`.",
	[ERROR_BUSY] = "Wait `retry_after_ms`, then send the same command with the same `txn`.",
	[ERROR_STORE_UNAVAILABLE] =
		"It may have been written or not: send it with the same `txn` until a receipt comes.",
	[ERROR_UNSUPPORTED] = "This server is older or set up differently; do without.",
	[ERROR_INTERNAL] = "Send it again later with the same `txn`; when it stays, tell whoever runs the server.",
};

void append_error_table(struct buffer *out)
{
	static const char *const classes[] = {[ERROR_CLASS_CALLER] = "no",
		[ERROR_CLASS_LATER] = "yes, same `txn`",
		[ERROR_CLASS_OURS] = "later, same `txn`"};

	buffer_append_string(out, "| code | it means | try again? | what to do |\n| --- | --- | --- | --- |\n");
	for (int error = OK + 1; error < ERROR_END; error++) {
		if (!advice[error])
			give_up("say in tables.c what to do about %s", error_wire((enum error)error));
		buffer_append_format(out, "| `%s` | %s | %s | %s |\n", error_wire((enum error)error),
			error_sentence((enum error)error), classes[error_class((enum error)error)], advice[error]);
	}
}

/* --- limits, roles, words ------------------------------------------------------------------------------------------------ */

void append_limit_table(struct buffer *out)
{
	static const struct {
		const char *what;
		int value;
	} limits[] = {
		{"bytes of one command, on any transport", LIMIT_FRAME_BYTES},
		{"bytes (UTF-8) of a message's words", LIMIT_BODY_BYTES},
		{"bytes of a title or name", LIMIT_TITLE_BYTES},
		{"bytes of a reason or short note", LIMIT_REASON_BYTES},
		{"characters of a `txn`", LIMIT_TXN_BYTES},
		{"characters of the id of a person, device or neighbourhood", LIMIT_HANDLE_BYTES},
		{"levels of nesting in one command", LIMIT_JSON_DEPTH},
		{"values in one command", LIMIT_JSON_NODES},
		{"people mentioned in one message", LIMIT_MENTIONS},
		{"specialists of one link", LIMIT_SPECIALISTS},
		{"practices of one neighbourhood", LIMIT_PRACTICES},
		{"lines of one `import.people` or `import.links`", LIMIT_IMPORT_PAGE},
		{"lines of one import", LIMIT_IMPORT_LINES},
		{"rows of one answer", LIMIT_PAGE_ROWS},
		{"rows of one answer unless `limit` says otherwise", DEFAULT_PAGE_ROWS},
		{"events of one `sync`", LIMIT_SYNC_EVENTS},
		{"events of one `sync` unless `limit` says otherwise", DEFAULT_SYNC_EVENTS},
		{"words of one search that are looked up", LIMIT_SEARCH_TOKENS},
	};

	buffer_append_string(out, "| most | |\n| ---: | --- |\n");
	for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++)
		buffer_append_format(out, "| %d | %s |\n", limits[i].value, limits[i].what);
}

static void append_words(const struct vocabulary *vocabulary, struct buffer *out)
{
	buffer_append_string(out, "| word | meaning |\n| --- | --- |\n");
	for (size_t i = 0; i < vocabulary->count; i++)
		buffer_append_format(out, "| `%s` | %s |\n", vocabulary->wires[i], vocabulary->meanings[i]);
}

void append_role_table(struct buffer *out)
{
	append_words(&role_vocabulary, out);
}

void append_vocabulary_tables(struct buffer *out)
{
#define VOCABULARY(name) &name##_vocabulary,
#define WORD(name, symbol, wire, meaning)
#define END_VOCABULARY(name)
	static const struct vocabulary *const vocabularies[] = {
#include "corridor/vocabulary.def"
	};
#undef VOCABULARY
#undef WORD
#undef END_VOCABULARY

	for (size_t i = 0; i < sizeof vocabularies / sizeof vocabularies[0]; i++) {
		if (vocabularies[i] == &role_vocabulary)
			continue;
		buffer_append_format(out, "%s### %s\n\n", i > 1 ? "\n" : "", vocabularies[i]->name);
		append_words(vocabularies[i], out);
	}
}

void append_treatment_function_table(struct buffer *out)
{
	size_t count;
	const struct treatment_function *functions = treatment_function_list(&count);

	buffer_append_string(out, "| code | name | expected first | expected all |\n| --- | --- | ---: | ---: |\n");
	for (size_t i = 0; i < count; i++) {
		buffer_append_format(out, "| `%03d` | %s |", functions[i].code, functions[i].name);
		if (functions[i].expected_total > 0)
			buffer_append_format(
				out, " %d | %d |\n", functions[i].expected_first, functions[i].expected_total);
		else
			buffer_append_string(out, " | |\n");
	}
}

/* --- fields ---------------------------------------------------------------------------------------------------------------- */

static const char *kind_name(enum field_kind kind)
{
	static const char *const names[] = {
		[FIELD_KIND_TEXT] = "text",
		[FIELD_KIND_PERSON] = "person id",
		[FIELD_KIND_DEVICE] = "device id",
		[FIELD_KIND_NEIGHBOURHOOD] = "neighbourhood id",
		[FIELD_KIND_ORGANISATION] = "ODS code",
		[FIELD_KIND_CONVERSATION] = "conversation id",
		[FIELD_KIND_THREAD] = "thread id",
		[FIELD_KIND_MESSAGE] = "message id",
		[FIELD_KIND_LINK] = "link id",
		[FIELD_KIND_COVER] = "cover id",
		[FIELD_KIND_SESSION] = "session id",
		[FIELD_KIND_INVITATION] = "invitation id",
		[FIELD_KIND_INTEGER] = "whole number",
		[FIELD_KIND_POSITIVE] = "whole number, at least 1",
		[FIELD_KIND_COUNT] = "whole number, or \"*\" when it is too small to show",
		[FIELD_KIND_DECIMAL] = "number, at most two decimals",
		[FIELD_KIND_BOOLEAN] = "true or false",
		[FIELD_KIND_TIME] = "time",
		[FIELD_KIND_DATE] = "date",
		[FIELD_KIND_DAY] = "date",
		[FIELD_KIND_DUE] = "date or time",
		[FIELD_KIND_NHS_NUMBER] = "NHS number",
		[FIELD_KIND_TREATMENT_FUNCTION] = "treatment function code",
		[FIELD_KIND_PERSONS] = "list of person ids",
		[FIELD_KIND_ORGANISATIONS] = "list of ODS codes",
		[FIELD_KIND_EVENTS] = "list of events",
	};

	return names[kind];
}

static void append_type(const struct field *field, struct buffer *out)
{
	if (field->kind == FIELD_KIND_RECORD || field->kind == FIELD_KIND_RECORDS)
		buffer_append_format(out, "%s[%s](#%s)", field->kind == FIELD_KIND_RECORDS ? "list of " : "",
			field->record->name, field->record->name);
	else if (field->kind == FIELD_KIND_WORD || field->kind == FIELD_KIND_WORD_SET)
		buffer_append_format(out, "%s[%s](#%s)", field->kind == FIELD_KIND_WORD_SET ? "list of " : "",
			field->vocabulary->name,
			field->vocabulary == &role_vocabulary ? "roles" : field->vocabulary->name);
	else
		buffer_append_string(out, kind_name(field->kind));
}

static void append_limit(const struct field *field, struct buffer *out)
{
	if (field->limit <= 0 || field->limit == INT64_MAX)
		return;
	if (field->kind == FIELD_KIND_TEXT)
		buffer_append_format(out, ", at most %lld bytes", (long long)field->limit);
	else
		buffer_append_format(out, ", at most %lld", (long long)field->limit);
}

void append_field_table(const struct record_type *type, enum direction direction, struct buffer *out)
{
	buffer_append_format(out, "| field | | type | |\n| --- | --- | --- | --- |\n");
	for (size_t i = 0; i < type->field_count; i++) {
		const struct field *field = &type->fields[i];
		const char *presence = direction == TO_SERVER ? "required" : "always";

		if (field->class == CLASS_INTERNAL)
			continue;
		buffer_append_format(out, "| `%s` | %s | ", field->name, field->required ? presence : "optional");
		append_type(field, out);
		append_limit(field, out);
		buffer_append_format(out, " | %s%s |\n", field->doc,
			field->class == CLASS_IDENTITY ? (field->doc[0] ? " · patient identity" : "patient identity")
						       : "");
	}
}
