/* mdt.minutes: of a meeting, or of one case alone. */
#include "base/buffer.h"
#include "base/text.h"
#include "store/sqlite/mdt_read.h"
#include "store/sqlite/minutes_text.h"
#include "store/sqlite/statement.h"

static enum error read_meeting(struct query *query, struct meeting_id id, struct mdt_minutes_result *result)
{
	struct meeting_row *meeting = arena_take(query->arena, sizeof(*meeting));
	bool found = false;
	enum error error = meeting ? mdt_read_meeting(query, id, meeting, &found) : ERROR_BUSY;

	if (error == OK && found)
		result->meeting = meeting;
	return error;
}

static enum error read_one(struct query *query, struct thread_id thread, struct mdt_minutes_result *result)
{
	struct mdt_case_row *row = arena_take(query->arena, sizeof(*row));
	struct meeting_id meeting = query->facts->thread.meeting;
	bool found = false;
	enum error error = row ? mdt_read_case(query, thread, INT64_MAX, row, &found) : ERROR_BUSY;

	if (error != OK || !found)
		return error != OK ? error : ERROR_NOT_FOUND;
	result->cases = (struct list){row, 1};
	result->complete = true;
	if (meeting.pos != 0)
		error = read_meeting(query, meeting, result);
	if (error != OK || !result->meeting)
		return error;
	/* how many other patients there were is none of this patient's record */
	struct meeting_row *alone = arena_take(query->arena, sizeof(*alone));
	if (!alone)
		return ERROR_BUSY;
	*alone = *result->meeting;
	alone->cases = alone->decided = alone->asked_of_me = 0;
	result->meeting = alone;
	return OK;
}

static enum error read_all(struct query *query, const struct mdt_minutes_args *args, struct mdt_minutes_result *result)
{
	struct case_page page = {.skip = args->skip, .limit = args->limit};
	enum error error = read_meeting(query, args->meeting, result);

	if (error == OK)
		error = mdt_read_cases(query, args->meeting, &page);
	result->cases = page.cases;
	result->complete = page.complete;
	return error;
}

static enum error write_text(struct query *query, struct mdt_minutes_result *result)
{
	struct buffer text = {0};

	minutes_text(result, &text);
	if (!text.failed)
		result->text = arena_text(query->arena, buffer_text(&text));
	buffer_deinit(&text);
	return result->text.data ? OK : ERROR_BUSY;
}

enum error query_mdt_minutes(
	struct query *query, const struct mdt_minutes_args *args, struct mdt_minutes_result *result)
{
	bool names_both = args->meeting.pos != 0 && args->thread.pos != 0;
	bool names_none = args->meeting.pos == 0 && args->thread.pos == 0;
	enum error error;

	if (names_both || names_none)
		return query_refuse(query, "args.meeting", "Name either a meeting or one of its cases.");
	if (args->thread.pos != 0 && query->facts->thread.kind != THREAD_MDT_CASE)
		return query_refuse(query, "args.thread", "This thread is not a case of a virtual MDT.");
	result->name = query->facts->conversation.mdt.name;
	error = args->thread.pos != 0 ? read_one(query, args->thread, result) : read_all(query, args, result);
	return error == OK ? write_text(query, result) : error;
}
