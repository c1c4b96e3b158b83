/* Referrals made elsewhere, the daily review, and what activity is expected: design 5. */
#include "base/calendar.h"
#include "base/text.h"
#include "core/ledger.h"

/* The same referral told twice: by its number where it has one, else by where and when. */
static bool is_recorded(const struct facts *facts, const struct referral_record_args *args)
{
	const struct referral_facts *referrals = facts->referrals.items;
	for (size_t i = 0; i < facts->referrals.count; i++) {
		bool is_from_elsewhere = referrals[i].thread.pos == 0;
		bool is_same_source = text_equal(referrals[i].source, args->source);
		bool is_same_number = text_equal(referrals[i].reference, args->reference);
		bool is_same_day = referrals[i].referred_on == args->referred_on;
		bool is_same = args->reference.data ? is_same_number : is_same_number && is_same_day;
		if (is_from_elsewhere && is_same_source && is_same) {
			return true;
		}
	}
	return false;
}

enum error decide_referral_record(const struct facts *facts, const struct referral_record_args *args,
	struct decision *decision, struct referral_record_result *result)
{
	if (args->referred_on > calendar_london_date(facts->now_ms)) {
		return decision_refuse(decision, ERROR_BAD_REQUEST, "args.referred_on",
			"The day of the referral is in the future; a referral is recorded once it is made.");
	}
	if (is_recorded(facts, args)) {
		return OK;
	}
	struct referral_recorded_data *data = decision_add(decision, EVENT_referral_recorded, (struct thread_id){0});
	if (!data) {
		return ERROR_BUSY;
	}
	decision_place(decision, (struct conversation_id){0});
	*data = (struct referral_recorded_data){
		.treatment_function = args->treatment_function,
		.referred_on = args->referred_on,
		.source = args->source,
		.reference = args->reference,
		.provider = args->provider,
		.patient_key = facts->patient_key,
	};
	result->recorded = true;
	struct ledger_claim elsewhere = {.treatment_function = args->treatment_function};
	return ledger_defer(decision, &elsewhere, args->treatment_function, args->referred_on, DEFERRAL_RECORDED,
		DEFERRAL_RECORDED, &result->deferred);
}

/* Idempotent: an entry that is confirmed is no longer due; what days were missed is due still. */
enum error decide_ledger_review(const struct facts *facts, const struct ledger_review_args *args,
	struct decision *decision, struct ledger_review_result *result)
{
	const struct ledger_facts *due = facts->due.items;
	size_t limit = args->limit ? (size_t)args->limit : REVIEW_LIMIT;
	int32_t today = calendar_london_date(facts->now_ms);
	for (size_t i = 0; i < facts->due.count && i < limit; i++) {
		if (today < ledger_confirmed_on(due[i].avoided_at_ms) || due[i].state != LEDGER_PROVISIONAL) {
			continue;
		}
		struct referral_confirmed_data *data = decision_add(decision, EVENT_referral_confirmed, due[i].thread);
		if (!data) {
			return ERROR_BUSY;
		}
		decision_place(decision, due[i].conversation);
		data->treatment_function = due[i].treatment_function;
		data->avoided_on = calendar_london_date(due[i].avoided_at_ms);
		data->neighbourhood = due[i].neighbourhood;
		result->confirmed++;
	}
	result->complete = facts->due.count <= limit;
	return OK;
}

enum error decide_activity_set(const struct facts *facts, const struct activity_set_args *args,
	struct decision *decision, struct activity_set_result *result)
{
	(void)facts;
	if (args->first_per_week > args->total_per_week) {
		return decision_refuse(decision, ERROR_BAD_REQUEST, "args.first_per_week",
			"First attendances cannot be more than all attendances.");
	}
	struct activity_set_data *data = decision_add(decision, EVENT_activity_set, (struct thread_id){0});
	if (!data) {
		return ERROR_BUSY;
	}
	*data = (struct activity_set_data){
		.treatment_function = args->treatment_function,
		.first_per_week = args->first_per_week,
		.total_per_week = args->total_per_week,
		.source = args->source,
		.year = args->year,
	};
	result->treatment_function = args->treatment_function;
	return OK;
}
