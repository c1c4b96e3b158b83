#include "core/mdt.h"

#include "base/calendar.h"

enum { DAYS_PER_WEEK = 7 };

int32_t mdt_next_day(int64_t every_weeks, int32_t first_on, int32_t today)
{
	if (every_weeks == 0 || first_on == 0) {
		return 0;
	}
	int64_t step = every_weeks * DAYS_PER_WEEK;
	int64_t first = calendar_days_of(first_on);
	int64_t behind = calendar_days_of(today) - first;
	int64_t steps = behind <= 0 ? 0 : (behind + step - 1) / step;
	return calendar_date_of((int32_t)(first + steps * step));
}

bool mdt_has_function(const struct list *functions, int32_t function)
{
	const int32_t *codes = functions->items;
	for (size_t i = 0; i < functions->count; i++) {
		if (codes[i] == function) {
			return true;
		}
	}
	return false;
}

enum error mdt_missing(const struct list *required, const struct list *heard, struct arena *arena, struct list *missing)
{
	const int32_t *codes = required->items;
	int32_t *found = arena_take(arena, required->count * sizeof *found);
	size_t count = 0;
	if (!found) {
		return ERROR_BUSY;
	}
	for (size_t i = 0; i < required->count; i++) {
		if (!mdt_has_function(heard, codes[i])) {
			found[count++] = codes[i];
		}
	}
	*missing = (struct list){count ? found : NULL, count};
	return OK;
}

bool mdt_is_quorate(const struct list *required, const struct list *heard)
{
	const int32_t *codes = required->items;
	for (size_t i = 0; i < required->count; i++) {
		if (!mdt_has_function(heard, codes[i])) {
			return false;
		}
	}
	return true;
}

bool mdt_is_open(const struct meeting_facts *meeting, int64_t now_ms)
{
	return meeting->found && meeting->state != MEETING_CLOSED && meeting->opens_ms <= now_ms &&
	       now_ms < meeting->closes_ms;
}

static enum error defer_undecided(struct decision *decision, const struct meeting_facts *meeting,
	const struct agenda_entry *entry, struct meeting_id next, struct conversation_id conversation)
{
	struct mdt_case_deferred_data *data = decision_add(decision, EVENT_mdt_case_deferred, entry->thread);
	if (!data) {
		return ERROR_BUSY;
	}
	decision_place(decision, conversation);
	*data = (struct mdt_case_deferred_data){
		.meeting = meeting->id,
		.to = next,
		.cause = entry->is_quorate ? DEFERRED_NOT_DECIDED : DEFERRED_NO_QUORUM,
		.missing = entry->missing,
	};
	return OK;
}

enum error mdt_close(struct decision *decision, const struct meeting_facts *meeting, struct meeting_id next,
	struct conversation_id conversation)
{
	const struct agenda_entry *entries = meeting->cases.items;
	int64_t deferred = 0;
	for (size_t i = 0; i < meeting->cases.count; i++) {
		if (entries[i].is_decided) {
			continue;
		}
		enum error error = defer_undecided(decision, meeting, &entries[i], next, conversation);
		if (error != OK) {
			return error;
		}
		deferred++;
	}
	struct mdt_meeting_closed_data *data = decision_add(decision, EVENT_mdt_meeting_closed, (struct thread_id){0});
	if (!data) {
		return ERROR_BUSY;
	}
	decision_place(decision, conversation);
	*data = (struct mdt_meeting_closed_data){
		.meeting = meeting->id,
		.decided = (int64_t)meeting->cases.count - deferred,
		.deferred = deferred,
	};
	return OK;
}
