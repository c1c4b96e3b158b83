/* Leave and cover: design 2 and 4.4. Nobody is away without a deputy who is here. */
#include <string.h>

#include "base/calendar.h"
#include "base/text.h"
#include "core/duties.h"

static bool is_same(struct person_id a, struct person_id b)
{
	return strcmp(a.text, b.text) == 0;
}

/* The instant at which a day begins, or for an end the one at which it is over; a time is taken as it is. */
static int64_t instant_of(struct text due, bool is_end)
{
	int32_t date = 0;
	int64_t time_ms = 0;
	if (calendar_parse_date(due, &date) == OK) {
		int32_t day = is_end ? calendar_date_of(calendar_days_of(date) + 1) : date;
		return calendar_london_time(day, 0);
	}
	enum error error = calendar_parse_time(due, &time_ms);
	return error == OK ? time_ms : 0; /* the decoder takes nothing but dates and times */
}

/* --- who ----------------------------------------------------------------------------------------------------------- */

static bool is_active_specialist(const struct person_facts *person)
{
	return person->found && !person->is_suspended && (person->roles & SET_OF(ROLE_SPECIALIST));
}

static enum error refuse_about(
	struct decision *decision, enum error error, const char *field, const char *format, const char *id)
{
	struct text sentence = arena_format(decision->arena, "%s%s", id, format);
	return sentence.data ? decision_refuse(decision, error, field, sentence.data) : ERROR_BUSY;
}

static enum error check_people(const struct leave_facts *leave, struct decision *decision)
{
	if (!is_active_specialist(&leave->person) || !leave->is_linked) {
		return decision_refuse(decision, ERROR_CONFLICT, "args.person",
			"Cover is for active specialists who are named in a link; nobody else needs a deputy.");
	}
	if (is_same(leave->person.id, leave->deputy.id)) {
		return decision_refuse(decision, ERROR_CONFLICT, "args.deputy",
			"Somebody away cannot be their own deputy; name a colleague.");
	}
	if (!is_active_specialist(&leave->deputy)) {
		return decision_refuse(decision, ERROR_CONFLICT, "args.deputy",
			"The deputy must be an active specialist; name another colleague.");
	}
	if (leave->function_lacking) {
		struct text sentence = arena_format(decision->arena,
			"%s neither has treatment function %03d nor is in a link for it, and %s answers for it; name a "
			"colleague who does.",
			leave->deputy.id.text, (int)leave->function_lacking, leave->person.id.text);
		return sentence.data ? decision_refuse(decision, ERROR_CONFLICT, "args.deputy", sentence.data)
				     : ERROR_BUSY;
	}
	return OK;
}

/* --- when ---------------------------------------------------------------------------------------------------------- */

/* Deputies are here while they stand in, and do not stand in for each other in a row. */
static enum error check_overlaps(
	const struct leave_facts *leave, int64_t from_ms, int64_t until_ms, struct decision *decision)
{
	const struct cover_facts *covers = leave->covers.items;
	for (size_t i = 0; i < leave->covers.count; i++) {
		const struct cover_facts *other = &covers[i];
		if (other->until_ms <= from_ms || until_ms <= other->from_ms) {
			continue;
		}
		if (is_same(other->person, leave->person.id)) {
			return refuse_about(decision, ERROR_CONFLICT, "args.from",
				" is away in that time already; cancel that leave first.", leave->person.id.text);
		}
		if (is_same(other->person, leave->deputy.id)) {
			return refuse_about(decision, ERROR_CONFLICT, "args.deputy",
				" is away in that time too; name another colleague.", leave->deputy.id.text);
		}
		if (is_same(other->deputy, leave->person.id)) {
			return refuse_about(decision, ERROR_CONFLICT, "args.from",
				" stands in for a colleague in that time; give that colleague another deputy first.",
				leave->person.id.text);
		}
	}
	return OK;
}

static enum error check_times(int64_t from_ms, int64_t until_ms, int64_t now_ms, struct decision *decision)
{
	if (until_ms <= from_ms) {
		return decision_refuse(
			decision, ERROR_BAD_REQUEST, "args.until", "The leave must end after it begins.");
	}
	if (until_ms <= now_ms) {
		return decision_refuse(decision, ERROR_BAD_REQUEST, "args.until",
			"That day is past already; there is nothing left to cover.");
	}
	return OK;
}

/* --- set and cancel ------------------------------------------------------------------------------------------------- */

enum error decide_cover_set(const struct facts *facts, const struct cover_set_args *args, struct decision *decision,
	struct cover_set_result *result)
{
	const struct leave_facts *leave = &facts->leave;
	int64_t from_ms = instant_of(args->from, false), until_ms = instant_of(args->until, true);
	enum error error = check_people(leave, decision);
	if (error == OK) {
		error = check_times(from_ms, until_ms, facts->now_ms, decision);
	}
	if (error == OK) {
		error = check_overlaps(leave, from_ms, until_ms, decision);
	}
	if (error != OK) {
		return error;
	}
	struct cover_facts cover = {.found = true,
		.id = {decision_next_pos(decision)},
		.person = leave->person.id,
		.deputy = leave->deputy.id,
		.from_ms = from_ms,
		.until_ms = until_ms};
	struct cover_set_data *data = decision_add(decision, EVENT_cover_set, (struct thread_id){0});
	if (!data) {
		return ERROR_BUSY;
	}
	*data = (struct cover_set_data){
		.cover = cover.id, .person = cover.person, .deputy = cover.deputy, .from = from_ms, .until = until_ms};
	*result = (struct cover_set_result){.cover = cover.id, .state = COVER_SET, .from = from_ms, .until = until_ms};
	if (from_ms > facts->now_ms) {
		return OK;
	}
	result->state = COVER_BEGUN;
	return duty_begin_cover(decision, &cover);
}

enum error decide_cover_cancel(const struct facts *facts, const struct cover_cancel_args *args,
	struct decision *decision, struct cover_cancel_result *result)
{
	const struct cover_facts *cover = &facts->leave.cover;
	const char *field = args->cover.pos ? "args.cover" : "args.person";
	if (!cover->found || (args->person.text[0] && !is_same(args->person, cover->person))) {
		return decision_refuse(decision, ERROR_NOT_FOUND, field,
			"There is no such leave to cancel; cover.list shows what there is.");
	}
	if (cover->state == COVER_ENDED || cover->state == COVER_CANCELLED) {
		return decision_refuse(decision, ERROR_CONFLICT, field, "This leave is over already.");
	}
	result->cover = cover->id;
	if (cover->state == COVER_BEGUN) {
		result->state = COVER_ENDED;
		return duty_end_cover(decision, cover, COVER_END_CANCELLED);
	}
	struct cover_cancelled_data *data = decision_add(decision, EVENT_cover_cancelled, (struct thread_id){0});
	if (!data) {
		return ERROR_BUSY;
	}
	*data = (struct cover_cancelled_data){.cover = cover->id, .person = cover->person, .deputy = cover->deputy};
	result->state = COVER_CANCELLED;
	return OK;
}
