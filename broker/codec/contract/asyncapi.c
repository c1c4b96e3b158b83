/* The parts of the AsyncAPI document that follow from the tables: messages, schemas, channels, operations. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "codec/contract/contract.h"
#include "codec/write.h"

/* Messages that stand beside those of commands and events; their golden files lie in hints/ or at the top. */
static const struct {
	const char *name;
	const char *folder;
	const char *file;
	const char *title;
	const char *summary;
} other_messages[] = {
	{"refusal", "", "refusal", "Refusal", "A command was not carried out, and why."},
	{"hint.typing", "hints", "typing", "Somebody is writing",
		"Never stored, has no pos; forget it after 10 seconds."},
	{"hint.presence", "hints", "presence", "Somebody came or went", "Never stored, has no pos."},
	{"hint.resync", "hints", "resync", "Something was lost on the way",
		"Ask sync from the last pos that was seen."},
};
enum { OTHER_MESSAGE_COUNT = sizeof other_messages / sizeof other_messages[0] };

/* Puts a comma before everything but the first. */
static void separate(struct buffer *out)
{
	char last = out->length > 0 ? out->data[out->length - 1] : '{';

	if (last != '{' && last != '[' && last != ':')
		buffer_append(out, ",", 1);
}

/* --- messages ------------------------------------------------------------------------------------------------------- */

static void append_message(const char *name, const char *title, const char *summary, const char *folder,
	const char *file, const char *ending, struct buffer *out)
{
	separate(out);
	buffer_append_format(out, "\"%s\":{\"name\":\"%s\",\"title\":", name, name);
	write_text(out, text_of(title));
	buffer_append_string(out, ",\"summary\":");
	write_text(out, text_of(summary));
	buffer_append_format(
		out, ",\"contentType\":\"application/json\",\"payload\":{\"$ref\":\"#/components/schemas/%s\"}", name);
	buffer_append_string(out, ",\"examples\":[{\"payload\":");
	append_golden(folder, file, ending, out);
	buffer_append_string(out, "}]}");
}

void append_messages(struct buffer *out)
{
	char name[128], title[160];

	buffer_append_string(out, "{");
	for (int i = 0; i < COMMAND_COUNT; i++) {
		const struct command_row *row = command_row((enum command_kind)i);

		snprintf(name, sizeof name, "%s.command", row->wire);
		snprintf(title, sizeof title, "Command %s", row->wire);
		append_message(name, title, row->doc, "commands", row->wire, ".request.json", out);
		snprintf(name, sizeof name, "%s.receipt", row->wire);
		snprintf(title, sizeof title, "Receipt of %s", row->wire);
		append_message(name, title, "It was carried out.", "commands", row->wire, ".receipt.json", out);
	}
	for (int i = 0; i < EVENT_COUNT; i++) {
		const struct event_row *row = event_row((enum event_kind)i);

		snprintf(name, sizeof name, "%s.event", row->wire);
		snprintf(title, sizeof title, "Event %s", row->wire);
		append_message(name, title, row->doc, "events", row->wire, ".json", out);
	}
	for (size_t i = 0; i < OTHER_MESSAGE_COUNT; i++)
		append_message(other_messages[i].name, other_messages[i].title, other_messages[i].summary,
			other_messages[i].folder, other_messages[i].file, ".json", out);
	append_message("feed.referral", "An entry of the avoided-referral ledger moved",
		"CloudEvents 1.0, structured JSON, without anybody's identity.", "feed", "referral", ".json", out);
	buffer_append_string(out, "}");
}

/* --- schemas ---------------------------------------------------------------------------------------------------------- */

static bool has_required(const struct record_type *type)
{
	for (size_t i = 0; i < type->field_count; i++)
		if (type->fields[i].required)
			return true;
	return false;
}

static void append_command_schemas(const struct command_row *row, struct buffer *out)
{
	separate(out);
	buffer_append_format(out,
		"\"%s.command\":{\"type\":\"object\",\"required\":[\"txn\",\"cmd\"%s],\"properties\":{"
		"\"txn\":{\"$ref\":\"#/components/schemas/txn\"},\"cmd\":{\"const\":\"%s\"},\"args\":",
		row->wire, has_required(row->args) ? ",\"args\"" : "", row->wire);
	append_record_schema(row->args, TO_SERVER, out);
	buffer_append_format(out,
		"},\"additionalProperties\":false},\"%s.receipt\":{\"type\":\"object\","
		"\"required\":[\"txn\",\"ok\",\"pos\",\"result\"],\"properties\":{"
		"\"txn\":{\"$ref\":\"#/components/schemas/txn\"},\"ok\":{\"const\":true},"
		"\"pos\":{\"$ref\":\"#/components/schemas/pos\"},\"result\":",
		row->wire);
	append_record_schema(row->result, FROM_SERVER, out);
	buffer_append_string(out, "}}");
}

static void append_event_schema(const struct event_row *row, struct buffer *out)
{
	separate(out);
	buffer_append_format(out,
		"\"%s.event\":{\"allOf\":[{\"$ref\":\"#/components/schemas/event\"}],\"properties\":{"
		"\"event\":{\"const\":\"%s\"},\"data\":",
		row->wire, row->wire);
	append_record_schema(row->data, FROM_SERVER, out);
	buffer_append_string(out, "}}");
}

static void append_nested_schema(const struct record_type *type, void *context)
{
	struct buffer *out = context;

	separate(out);
	write_plain(out, type->name);
	buffer_append_string(out, ":");
	append_record_schema(type, FROM_SERVER, out);
}

/* Without braces: the template holds those that do not follow from the tables. */
void append_schemas(struct buffer *out)
{
	buffer_append_string(out, "\"treatment_function\":");
	append_treatment_function_schema(out);
	each_nested_record(append_nested_schema, out);
	for (int i = 0; i < COMMAND_COUNT; i++)
		append_command_schemas(command_row((enum command_kind)i), out);
	for (int i = 0; i < EVENT_COUNT; i++)
		append_event_schema(event_row((enum event_kind)i), out);
}

void append_error_codes(struct buffer *out)
{
	buffer_append_string(out, "[");
	for (int error = OK + 1; error < ERROR_END; error++) {
		separate(out);
		write_plain(out, error_wire((enum error)error));
	}
	buffer_append_string(out, "]");
}

void append_role_words(struct buffer *out)
{
	buffer_append_string(out, "[");
	for (size_t i = 0; i < role_vocabulary.count; i++) {
		separate(out);
		write_plain(out, role_vocabulary.wires[i]);
	}
	buffer_append_string(out, "]");
}

/* --- channels and operations -------------------------------------------------------------------------------------------- */

/* Calls visit with the name of every message of one side. */
static void each_command_message(void (*visit)(const char *name, void *context), void *context)
{
	char name[128];

	for (int i = 0; i < COMMAND_COUNT; i++) {
		snprintf(name, sizeof name, "%s.command", command_row((enum command_kind)i)->wire);
		visit(name, context);
	}
}

static void each_event_message(void (*visit)(const char *name, void *context), void *context)
{
	char name[128];

	for (int i = 0; i < EVENT_COUNT; i++) {
		snprintf(name, sizeof name, "%s.event", event_row((enum event_kind)i)->wire);
		visit(name, context);
	}
	for (size_t i = 1; i < OTHER_MESSAGE_COUNT; i++)
		visit(other_messages[i].name, context);
}

static void each_receipt_message(void (*visit)(const char *name, void *context), void *context)
{
	char name[128];

	for (int i = 0; i < COMMAND_COUNT; i++) {
		snprintf(name, sizeof name, "%s.receipt", command_row((enum command_kind)i)->wire);
		visit(name, context);
	}
	visit(other_messages[0].name, context);
}

static void append_channel_message(const char *name, void *context)
{
	struct buffer *out = context;

	separate(out);
	buffer_append_format(out, "\"%s\":{\"$ref\":\"#/components/messages/%s\"}", name, name);
}

void append_command_channel_messages(struct buffer *out)
{
	buffer_append_string(out, "{");
	each_command_message(append_channel_message, out);
	buffer_append_string(out, "}");
}

void append_event_channel_messages(struct buffer *out)
{
	buffer_append_string(out, "{");
	each_receipt_message(append_channel_message, out);
	each_event_message(append_channel_message, out);
	buffer_append_string(out, "}");
}

void append_socket_channel_messages(struct buffer *out)
{
	buffer_append_string(out, "{");
	each_command_message(append_channel_message, out);
	each_receipt_message(append_channel_message, out);
	each_event_message(append_channel_message, out);
	buffer_append_string(out, "}");
}

/* A transport: where commands go and where answers and events come from. */
struct transport {
	const char *name;
	const char *commands;
	const char *events;
	struct buffer *out;
};

static void append_command_operation(const struct transport *transport, const struct command_row *row)
{
	struct buffer *out = transport->out;

	separate(out);
	buffer_append_format(out,
		"\"%s.%s\":{\"action\":\"receive\",\"channel\":{\"$ref\":\"#/channels/%s\"},\"summary\":",
		transport->name, row->wire, transport->commands);
	write_text(out, text_of(row->doc));
	buffer_append_format(out, ",\"messages\":[{\"$ref\":\"#/channels/%s/messages/%s.command\"}]",
		transport->commands, row->wire);
	buffer_append_format(out,
		",\"reply\":{\"channel\":{\"$ref\":\"#/channels/%s\"},\"messages\":["
		"{\"$ref\":\"#/channels/%s/messages/%s.receipt\"},{\"$ref\":\"#/channels/%s/messages/refusal\"}]}}",
		transport->events, transport->events, row->wire, transport->events);
}

static void append_sent_message(const char *name, void *context)
{
	struct transport *transport = context;

	separate(transport->out);
	buffer_append_format(transport->out, "{\"$ref\":\"#/channels/%s/messages/%s\"}", transport->events, name);
}

static void append_transport_operations(struct transport *transport)
{
	for (int i = 0; i < COMMAND_COUNT; i++)
		append_command_operation(transport, command_row((enum command_kind)i));
	separate(transport->out);
	buffer_append_format(transport->out,
		"\"%s.events\":{\"action\":\"send\",\"channel\":{\"$ref\":\"#/channels/%s\"},"
		"\"summary\":\"Tells what happened, to everybody who may see it.\",\"messages\":[",
		transport->name, transport->events);
	each_event_message(append_sent_message, transport);
	buffer_append_string(transport->out, "]}");
}

void append_operations(struct buffer *out)
{
	struct transport mqtt = {"mqtt", "mqttCommands", "mqttEvents", out};
	struct transport socket = {"webSocket", "webSocket", "webSocket", out};

	buffer_append_string(out, "{");
	append_transport_operations(&mqtt);
	append_transport_operations(&socket);
	buffer_append_string(out,
		",\"mqtt.feed\":{\"action\":\"send\",\"channel\":{\"$ref\":\"#/channels/mqttFeed\"},\"summary\":"
		"\"Tells analytics what becomes of avoided referrals.\",\"messages\":["
		"{\"$ref\":\"#/channels/mqttFeed/messages/feed.referral\"}]}");
	buffer_append_string(out, "}");
}
