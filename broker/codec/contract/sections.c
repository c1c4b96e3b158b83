/* The chapters of the reference that follow from the tables: every command, event and record. */
#include <string.h>

#include "base/text.h"
#include "codec/contract/contract.h"

static void append_example(
	const char *title, const char *kind, const char *wire, const char *ending, struct buffer *out)
{
	buffer_append_format(out, "\n%s:\n\n```json\n", title);
	append_golden(kind, wire, ending, out);
	buffer_append_string(out, "```\n");
}

static const char *class_name(enum command_class class)
{
	static const char *const names[] = {
		[COMMAND_CLASS_READ] = "reads",
		[COMMAND_CLASS_REPORT] = "reads, and gives way to everything else",
		[COMMAND_CLASS_WRITE] = "writes: the receipt comes when it is on disk",
		[COMMAND_CLASS_HINT] = "passed on at once, never stored",
	};

	return names[class];
}

static void append_roles(uint32_t roles, struct buffer *out)
{
	bool is_first = true;

	for (size_t i = 0; i < role_vocabulary.count; i++) {
		if (!(roles & SET_OF(i + 1)))
			continue;
		buffer_append_format(out, "%s`%s`", is_first ? "" : ", ", role_vocabulary.wires[i]);
		is_first = false;
	}
}

void append_command_list(struct buffer *out)
{
	buffer_append_string(out, "| command | who | |\n| --- | --- | --- |\n");
	for (int i = 0; i < COMMAND_COUNT; i++) {
		const struct command_row *row = command_row((enum command_kind)i);

		buffer_append_format(
			out, "| [`%s`](#%s) | %s | %s |\n", row->wire, row->args->name, row->who, row->doc);
	}
}

static void append_command(const struct command_row *row, struct buffer *out)
{
	buffer_append_format(out, "\n<a id=\"%s\"></a>\n\n### `%s`\n\n%s\n\n", row->args->name, row->wire, row->doc);
	buffer_append_format(out, "* Who: %s (roles ", row->who);
	append_roles(row->roles, out);
	buffer_append_format(out, ").\n* Kind: %s.\n", class_name(row->class));
	if (row->args->field_count > 0) {
		buffer_append_string(out, "\nArguments:\n\n");
		append_field_table(row->args, TO_SERVER, out);
	}
	buffer_append_string(out, "\nResult:\n\n");
	append_field_table(row->result, FROM_SERVER, out);
	append_example("Request", "commands", row->wire, ".request.json", out);
	append_example("Receipt", "commands", row->wire, ".receipt.json", out);
}

void append_command_sections(struct buffer *out)
{
	for (int i = 0; i < COMMAND_COUNT; i++)
		append_command(command_row((enum command_kind)i), out);
}

void append_event_sections(struct buffer *out)
{
	static const char *const audiences[] = {
		[AUDIENCE_MEMBERS] = "the members of its conversation",
		[AUDIENCE_MEMBERS_AND_COORDINATORS] =
			"the members of its conversation and the coordinators of its neighbourhood",
		[AUDIENCE_CONTACTS] = "whoever shares a conversation with the person, and their coordinators",
		[AUDIENCE_ADMINISTRATORS] = "administrators",
		[AUDIENCE_NOBODY] = "nobody",
	};

	for (int i = 0; i < EVENT_COUNT; i++) {
		const struct event_row *row = event_row((enum event_kind)i);

		buffer_append_format(
			out, "\n### `%s`\n\n%s Told to %s.\n\n", row->wire, row->doc, audiences[row->audience]);
		append_field_table(row->data, FROM_SERVER, out);
		append_example("Example", "events", row->wire, ".json", out);
	}
}

static void append_record_section(const struct record_type *type, void *context)
{
	struct buffer *out = context;

	buffer_append_format(out, "\n### %s\n\n%s\n\n", type->name, type->doc);
	append_field_table(type, FROM_SERVER, out);
}

void append_record_sections(struct buffer *out)
{
	each_nested_record(append_record_section, out);
}
