#include "store/sqlite/log_read.h"

#include "base/text.h"
#include "store/sqlite/encoding.h"
#include "store/sqlite/words.h"

void log_read_row(struct sql *sql, struct log_row *row)
{
	struct event *event = &row->event;

	*row = (struct log_row){0};
	event->pos = sql_get_integer(sql);
	event->conversation.pos = sql_get_integer(sql);
	event->seq = sql_get_integer(sql);
	event->thread.pos = sql_get_integer(sql);
	row->kind_wire = sql_get_borrowed(sql);
	event->at_ms = sql_get_integer(sql);
	sql_get_string(sql, event->by.text, sizeof(event->by.text));
	sql_get_string(sql, event->device.text, sizeof(event->device.text));
	sql_get_string(sql, event->txn.text, sizeof(event->txn.text));
	row->data = sql_get_borrowed(sql);
}

/* How many words the chain says there were. */
static size_t count_words(struct text data)
{
	struct text name;
	struct text bytes;
	size_t count = 0;

	while (encoding_next(&data, &name, &bytes))
		count += encoding_words_field(name).data != NULL;
	return count;
}

enum error log_read(struct connection *connection, struct sql *sql, struct arena *arena, struct event *event,
	struct list *kept_words)
{
	const struct event_row *event_row;
	struct list kept = {0};
	struct log_row row;
	enum error error;
	void *data;

	log_read_row(sql, &row);
	if (sql->error != OK)
		return sql->error;
	event_row = event_find(row.kind_wire);
	if (!event_row)
		return ERROR_INTERNAL;
	data = arena_take(arena, event_row->data->size);
	if (!data)
		return ERROR_BUSY;
	error = words_load(connection, row.event.pos, arena, &kept);
	if (error != OK)
		return error;
	struct kept_source source = kept_source_of(&kept);
	error = record_decode(event_row->data, row.data, &source.source, arena, data);
	if (error != OK)
		return error;
	*event = row.event;
	event->kind = event_row->kind;
	event->data = data;
	event->words_destroyed = kept.count < count_words(row.data);
	if (kept_words)
		*kept_words = kept;
	return OK;
}

enum error log_load(struct connection *connection, int64_t pos, struct arena *arena, struct event *event,
	struct list *kept, bool *found)
{
	struct sql sql = sql_use(connection, "SELECT " LOG_COLUMNS " FROM events WHERE pos = ?");
	enum error error = OK;
	bool is_there;

	sql_put_integer(&sql, pos);
	is_there = sql_step(&sql);
	if (is_there)
		error = log_read(connection, &sql, arena, event, kept);
	enum error done = sql_done(&sql);
	if (error == OK)
		error = done;
	if (error == OK)
		*found = is_there;
	return error;
}

static const struct message_kind_row message_kinds[] = {
	{EVENT_case_asked, MESSAGE_QUESTION, "question"},
	{EVENT_topic_opened, MESSAGE_OPENING, "body"},
	{EVENT_message_sent, MESSAGE_NOTE, "body"},
	{EVENT_case_answered, MESSAGE_ANSWER, "answer"},
	{EVENT_case_information_requested, MESSAGE_INFORMATION_REQUEST, "body"},
	{EVENT_mdt_case_added, MESSAGE_MDT_QUESTION, "question"},
	{EVENT_mdt_contributed, MESSAGE_CONTRIBUTION, "body"},
	{EVENT_mdt_decided, MESSAGE_DECISION, "decision"},
	{EVENT_mdt_decision_amended, MESSAGE_DECISION, "decision"},
};

const struct message_kind_row *message_kind_of(enum event_kind kind)
{
	for (size_t i = 0; i < sizeof(message_kinds) / sizeof(message_kinds[0]); i++) {
		if (message_kinds[i].event == kind)
			return &message_kinds[i];
	}
	return NULL;
}
