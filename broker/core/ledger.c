#include "core/ledger.h"

#include "base/calendar.h"

int32_t ledger_confirmed_on(int64_t avoided_at_ms)
{
	return calendar_date_of(calendar_days_of(calendar_london_date(avoided_at_ms)) + FOLLOW_UP_DAYS);
}

bool ledger_is_avoided(const struct thread_facts *thread, enum outcome outcome)
{
	return thread->intent == INTENT_WOULD_REFER && thread->answer_count > 0 &&
	       outcome == OUTCOME_MANAGED_IN_PRIMARY_CARE && thread->last_recommendation != RECOMMENDATION_REFERRAL &&
	       !thread->is_referred;
}

struct ledger_claim ledger_claim_of(const struct thread_facts *thread)
{
	return (struct ledger_claim){
		.thread = thread->id,
		.conversation = thread->conversation,
		.treatment_function = thread->treatment_function,
		.neighbourhood = thread->neighbourhood,
		.practice = thread->practice,
		.patient_key = thread->patient_key,
		.asked_at_ms = thread->asked_at_ms,
		.state = thread->ledger,
	};
}

bool ledger_is_counted_elsewhere(const struct facts *facts, const struct ledger_claim *claim)
{
	const struct ledger_facts *entries = facts->entries.items;
	int32_t today = calendar_london_date(facts->now_ms);
	for (size_t i = 0; i < facts->entries.count; i++) {
		bool is_other = entries[i].thread.pos != claim->thread.pos &&
				entries[i].treatment_function == claim->treatment_function;
		if (is_other && today < ledger_confirmed_on(entries[i].avoided_at_ms)) {
			return true;
		}
	}
	return false;
}

bool ledger_contradicts(int32_t referred_on, int64_t asked_at_ms, int64_t avoided_at_ms)
{
	return referred_on >= calendar_london_date(asked_at_ms) && referred_on < ledger_confirmed_on(avoided_at_ms);
}

/* The earliest referral that speaks against counting the claim now, from elsewhere or another case; NULL for none. */
static const struct referral_facts *find_contradiction(const struct facts *facts, const struct ledger_claim *claim)
{
	const struct referral_facts *referrals = facts->referrals.items;
	const struct referral_facts *earliest = NULL;
	for (size_t i = 0; i < facts->referrals.count; i++) {
		bool is_earlier = !earliest || referrals[i].referred_on < earliest->referred_on;
		bool is_there = referrals[i].treatment_function == claim->treatment_function;
		if (is_earlier && is_there &&
			ledger_contradicts(referrals[i].referred_on, claim->asked_at_ms, facts->now_ms)) {
			earliest = &referrals[i];
		}
	}
	return earliest;
}

static enum error defer_entry(struct decision *decision, const struct ledger_facts *entry, enum deferral_cause cause,
	int32_t referred_on, bool at_close)
{
	struct referral_deferred_data *data = decision_add(decision, EVENT_referral_deferred, entry->thread);
	if (!data) {
		return ERROR_BUSY;
	}
	data->cause = cause;
	data->treatment_function = entry->treatment_function;
	data->neighbourhood = entry->neighbourhood;
	data->referred_on = referred_on;
	data->at_close = at_close;
	decision_place(decision, entry->conversation);
	return OK;
}

/* What is told of the entry of a claim. */
static struct ledger_facts entry_of(const struct ledger_claim *claim)
{
	return (struct ledger_facts){.thread = claim->thread,
		.conversation = claim->conversation,
		.treatment_function = claim->treatment_function,
		.neighbourhood = claim->neighbourhood};
}

static enum error add_provisional(struct decision *decision, const struct ledger_claim *claim)
{
	struct referral_avoided_data *data = decision_add(decision, EVENT_referral_avoided, claim->thread);
	if (!data) {
		return ERROR_BUSY;
	}
	*data = (struct referral_avoided_data){
		.state = LEDGER_PROVISIONAL,
		.treatment_function = claim->treatment_function,
		.neighbourhood = claim->neighbourhood,
		.practice = claim->practice,
		.patient_key = claim->patient_key,
	};
	return OK;
}

static enum error add_deferred(
	struct decision *decision, const struct ledger_claim *claim, const struct referral_facts *contradiction)
{
	struct ledger_facts own = entry_of(claim);
	enum deferral_cause cause = contradiction->thread.pos ? DEFERRAL_CASE_REFER : DEFERRAL_RECORDED;
	return defer_entry(decision, &own, cause, contradiction->referred_on, true);
}

enum error ledger_count(struct decision *decision, const struct ledger_claim *claim, enum ledger_state *state)
{
	const struct referral_facts *contradiction = find_contradiction(decision->facts, claim);
	enum error error =
		contradiction ? add_deferred(decision, claim, contradiction) : add_provisional(decision, claim);
	if (error == OK) {
		*state = contradiction ? LEDGER_DEFERRED : LEDGER_PROVISIONAL;
	}
	return error;
}

/* A claim, or one that waits for its case to be closed again: a referral that is known to contradict it settles it now. */
static bool can_be_deferred(enum ledger_state state)
{
	return state == LEDGER_PROVISIONAL || state == LEDGER_CONFIRMED || state == LEDGER_REOPENED;
}

static enum error defer_own(struct decision *decision, const struct ledger_claim *own, int32_t referred_on,
	enum deferral_cause cause, int64_t *deferred)
{
	if (!can_be_deferred(own->state)) {
		return OK;
	}
	struct ledger_facts entry = entry_of(own);
	++*deferred;
	return defer_entry(decision, &entry, cause, referred_on, false);
}

enum error ledger_defer(struct decision *decision, const struct ledger_claim *own, int32_t treatment_function,
	int32_t referred_on, enum deferral_cause own_cause, enum deferral_cause other_cause, int64_t *deferred)
{
	const struct ledger_facts *entries = decision->facts->entries.items;
	enum error error = own->thread.pos ? defer_own(decision, own, referred_on, own_cause, deferred) : OK;
	for (size_t i = 0; error == OK && i < decision->facts->entries.count; i++) {
		const struct ledger_facts *entry = &entries[i];
		bool is_other = entry->thread.pos != own->thread.pos && entry->treatment_function == treatment_function;
		/* room for what the command itself says; a patient with more claimed entries than this does not exist */
		bool fits = decision->event_count < LIMIT_EVENTS_PER_COMMAND;
		if (!is_other || !fits || !can_be_deferred(entry->state) ||
			!ledger_contradicts(referred_on, entry->asked_at_ms, entry->avoided_at_ms)) {
			continue;
		}
		++*deferred;
		error = defer_entry(decision, entry, other_cause, referred_on, false);
	}
	return error;
}
