#include "store/sqlite/message_text.h"

#include "store/sqlite/log_read.h"
#include "store/sqlite/statement.h"

static struct message_text text_of_case_asked(const struct case_asked_data *data)
{
	struct text name = data->patient ? data->patient->name : (struct text){0};

	return (struct message_text){.patient_name = name, .title = data->title, .body = data->question};
}

static struct message_text text_of_case_answered(const struct case_answered_data *data)
{
	return (struct message_text){
		.body = data->answer,
		.in_primary_care = data->in_primary_care,
		.would_change_my_mind = data->would_change_my_mind,
		.next_actor = data->next_actor,
	};
}

struct message_text message_text_of(const struct event *event)
{
	const void *data = event->data;

	switch (event->kind) {
	case EVENT_case_asked:
		return text_of_case_asked(data);
	case EVENT_topic_opened:
		return (struct message_text){.title = ((const struct topic_opened_data *)data)->title,
			.body = ((const struct topic_opened_data *)data)->body};
	case EVENT_message_sent:
		return (struct message_text){.body = ((const struct message_sent_data *)data)->body};
	case EVENT_case_answered:
		return text_of_case_answered(data);
	case EVENT_case_information_requested:
		return (struct message_text){.body = ((const struct case_information_requested_data *)data)->body};
	case EVENT_mdt_case_added: {
		const struct mdt_case_added_data *added = data;

		return (struct message_text){.patient_name = added->patient ? added->patient->name : (struct text){0},
			.title = added->title,
			.body = added->question};
	}
	case EVENT_mdt_contributed:
		return (struct message_text){.body = ((const struct mdt_contributed_data *)data)->body};
	case EVENT_mdt_decided:
		return (struct message_text){.body = ((const struct mdt_decided_data *)data)->decision};
	case EVENT_mdt_decision_amended:
		return (struct message_text){.body = ((const struct mdt_decision_amended_data *)data)->decision};
	default:
		return (struct message_text){0};
	}
}

static enum error find_changes(struct connection *connection, struct message_now *now)
{
	struct sql amended = sql_use(connection, "SELECT max(pos) FROM amendments WHERE message = ?");
	enum error error;

	sql_put_integer(&amended, now->event.pos);
	error = sql_number(&amended, &now->amended_pos);
	if (error != OK)
		return error;
	struct sql redacted = sql_use(connection, "SELECT pos FROM redactions WHERE message = ?");
	sql_put_integer(&redacted, now->event.pos);
	return sql_number(&redacted, &now->redacted_pos);
}

static enum error apply_amendment(struct connection *connection, struct arena *arena, struct message_now *now)
{
	const struct message_amended_data *data;
	struct event amendment;
	bool found = false;
	enum error error = log_load(connection, now->amended_pos, arena, &amendment, NULL, &found);

	if (error != OK)
		return error;
	if (!found || amendment.kind != EVENT_message_amended)
		return ERROR_INTERNAL;
	data = amendment.data;
	now->original_body = now->text.body;
	now->text.body = data->body;
	now->amended_at_ms = amendment.at_ms;
	now->amendment_reason = data->reason;
	return OK;
}

enum error message_complete(
	struct connection *connection, const struct event *event, struct arena *arena, struct message_now *now)
{
	enum error error;

	*now = (struct message_now){.found = true, .event = *event, .text = message_text_of(event)};
	error = find_changes(connection, now);
	if (error == OK && now->amended_pos != 0)
		error = apply_amendment(connection, arena, now);
	return error;
}

enum error message_load(
	struct connection *connection, struct message_id message, struct arena *arena, struct message_now *now)
{
	struct event event;
	bool found = false;
	enum error error = log_load(connection, message.pos, arena, &event, NULL, &found);

	*now = (struct message_now){0};
	if (error != OK || !found || !message_kind_of(event.kind))
		return error;
	return message_complete(connection, &event, arena, now);
}

void message_text_index(const struct message_text *text, struct buffer *out)
{
	const struct text parts[] = {
		text->patient_name,
		text->title,
		text->body,
		text->in_primary_care,
		text->would_change_my_mind,
		text->next_actor,
	};

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (parts[i].length == 0)
			continue;
		if (out->length > 0)
			buffer_append(out, "\n", 1);
		buffer_append_text(out, parts[i]);
	}
}
