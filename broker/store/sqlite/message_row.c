#include "store/sqlite/message_row.h"

#include "base/text.h"
#include "store/sqlite/log_read.h"
#include "store/sqlite/message_text.h"
#include "store/sqlite/person_read.h"

static void put_answer(const struct case_answered_data *data, struct message_row *row)
{
	row->in_primary_care = data->in_primary_care;
	row->would_change_my_mind = data->would_change_my_mind;
	row->next_actor = data->next_actor;
	row->next_by = data->next_by;
	row->recommendation = data->recommendation;
	row->on_behalf_of = data->on_behalf_of;
}

static void put_note(const struct message_sent_data *data, struct message_row *row)
{
	row->reply_to = data->reply_to;
	row->mentions = data->mentions;
	row->from_mdt = data->from_mdt;
}

static enum error put_author(struct query *query, const struct person_id *author, struct message_row *row)
{
	struct person_name name;
	enum error error = person_name(query->connection, author, query->arena, &name);

	if (error != OK)
		return error;
	row->by = *author;
	row->by_name = name.display_name.data ? name.display_name : arena_text(query->arena, text_of(author->text));
	row->by_job_title = name.job_title;
	row->by_professional_number = name.professional_number;
	return row->by_name.data ? OK : ERROR_BUSY;
}

static enum error put_redaction(struct query *query, int64_t pos, struct message_row *row)
{
	struct event redaction;
	bool found = false;
	enum error error = log_load(query->connection, pos, query->arena, &redaction, NULL, &found);

	if (error != OK)
		return error;
	if (!found || redaction.kind != EVENT_message_redacted)
		return ERROR_INTERNAL;
	row->redacted_at = redaction.at_ms;
	row->redacted_by = redaction.by;
	row->redaction_reason = ((const struct message_redacted_data *)redaction.data)->reason;
	return OK;
}

enum error message_row_of(struct query *query, const struct event *event, struct message_row *row)
{
	struct message_now now;
	enum error error = message_complete(query->connection, event, query->arena, &now);

	if (error == OK)
		error = put_author(query, &event->by, row);
	if (error != OK)
		return error;
	row->message.pos = event->pos;
	row->thread = event->thread;
	row->seq = event->seq;
	row->kind = message_kind_of(event->kind)->kind;
	row->at = event->at_ms;
	row->body = now.text.body;
	row->original_body = now.original_body;
	row->amended_at = now.amended_at_ms;
	row->amendment_reason = now.amendment_reason;
	if (event->kind == EVENT_case_answered)
		put_answer(event->data, row);
	if (event->kind == EVENT_mdt_contributed)
		row->treatment_function = ((const struct mdt_contributed_data *)event->data)->treatment_function;
	if (event->kind == EVENT_message_sent)
		put_note(event->data, row);
	return now.redacted_pos != 0 ? put_redaction(query, now.redacted_pos, row) : OK;
}
