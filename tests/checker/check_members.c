/* I7: who heard and who said what, held against who might at that moment. */
#include <stdlib.h>
#include <string.h>

#include "tests/checker/check.h"

/* --- commands -------------------------------------------------------------------------------------------------------- */

/* What one command, or one look of the daemon at what is due, made happen: its lines stand one behind the other. */
static bool is_of_same_command(const struct log_line *a, const struct log_line *b)
{
	return strcmp(a->txn, b->txn) == 0 && strcmp(a->device, b->device) == 0 && strcmp(a->by, b->by) == 0 &&
	       a->at_ms == b->at_ms;
}

static const struct log_line *first_of_command(const struct log_view *log, const struct log_line *line)
{
	while (line > log->lines && is_of_same_command(line - 1, line))
		line--;
	return line;
}

static const struct log_line *last_of_command(const struct log_view *log, const struct log_line *line)
{
	while (line + 1 < log->lines + log->count && is_of_same_command(line, line + 1))
		line++;
	return line;
}

/* --- speaking -------------------------------------------------------------------------------------------------------- */

enum speaker { SPEAKER_ANY, SPEAKER_MEMBER, SPEAKER_CHAIR };

static enum speaker needed_for(const struct log_line *line)
{
	switch ((int)line->row->kind) {
	case EVENT_case_asked:
	case EVENT_topic_opened:
	case EVENT_message_amended:
	case EVENT_case_answered:
	case EVENT_case_information_requested:
	case EVENT_case_referred:
	case EVENT_case_closed:
	case EVENT_case_reopened:
	case EVENT_case_filed:
	case EVENT_read_marked:
	case EVENT_message_thanked:
	case EVENT_mdt_case_added:
	case EVENT_mdt_contributed:
	case EVENT_mdt_guest_invited:
	case EVENT_action_added:
	case EVENT_action_changed:
	case EVENT_action_finished:
		return SPEAKER_MEMBER;
	case EVENT_mdt_decided:
	case EVENT_mdt_decision_amended:
		return SPEAKER_CHAIR;
	case EVENT_message_sent:
		/* a decision is posted to the case by who signed it, member or not */
		return ((const struct message_sent_data *)line->data)->from_mdt.pos ? SPEAKER_ANY : SPEAKER_MEMBER;
	default:
		return SPEAKER_ANY;
	}
}

static void check_speaker(const struct reading *reading, const struct log_line *line, struct verdict *verdict)
{
	int64_t before = first_of_command(reading->log, line)->pos - 1;
	enum speaker needed = needed_for(line);

	verdict->looked_at++;
	if (!access_is_let_in(reading->access, line->by, before))
		verdict_break(verdict, "%s, who is shut out, caused the %s at %lld", line->by, line->row->wire,
			(long long)line->pos);
	if (needed == SPEAKER_MEMBER && !access_ever(reading->access, line->by, line, before, before))
		verdict_break(
			verdict, "%s, no member, said the %s at %lld", line->by, line->row->wire, (long long)line->pos);
	if (needed == SPEAKER_CHAIR && !access_is_chair(reading->access, line->by, line->conversation, before))
		verdict_break(verdict, "%s, no chair, signed the %s at %lld", line->by, line->row->wire,
			(long long)line->pos);
}

static void check_speakers(const struct reading *reading, struct verdict *verdict)
{
	for (size_t i = 0; i < reading->log->count; i++) {
		const struct log_line *line = &reading->log->lines[i];

		if (line->pos > reading->history->since && line->txn[0])
			check_speaker(reading, line, verdict);
	}
}

/* --- hearing --------------------------------------------------------------------------------------------------------- */

/* What is pushed is for those who may read it when its command is done; what was asked for, for those who may at any time
 * since; of a fresh look, or a thread that was opened, since they asked. */
static bool might_hear(const struct reading *reading, const struct log_line *line, const struct heard_event *heard)
{
	int64_t settled = reading->history->settled;
	int64_t done = last_of_command(reading->log, line)->pos;
	int64_t asked = heard->how == HEARD_FRESH ? settled : heard->asked;
	int64_t from = asked > line->pos ? asked : line->pos;

	/* of what the daemon does by itself it is not known where one look ends and the next begins */
	if (heard->how == HEARD_LIVE)
		return access_ever(reading->access, heard->person, line, line->txn[0] ? done : from, done);
	return access_ever(reading->access, heard->person, line, from, INT64_MAX);
}

void check_members(const struct reading *reading, struct verdict *verdict)
{
	static const char *const hows[] = {"heard", "has", "was given", "opened a thread with"};

	check_speakers(reading, verdict);
	for (size_t i = 0; i < reading->history->heard_count; i++) {
		const struct heard_event *heard = &reading->history->heard[i];
		const struct log_line *line = log_view_at(reading->log, heard->pos);

		verdict->looked_at++;
		if (line && !might_hear(reading, line, heard))
			verdict_break(verdict, "%s %s the %s at %lld, which was not for %s then", heard->reader,
				hows[heard->how], line->row->wire, (long long)line->pos, heard->person);
	}
}
