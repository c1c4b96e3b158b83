/*
 * The rules by which a case counts as an avoided referral.
 *
 * Layer: core. Pure. Design section 5; reasons in NHS evidence on advice and guidance (JABFM close-out surveys, the
 * 120-day follow-up window of the only published national study).
 *
 * An entry belongs to one case. It is provisional from the close that earned it, confirmed when its follow-up passes with
 * no referral, deferred once a referral turns up, reopened while its case is open again. Entries move; none is deleted.
 * Whether an entry is there depends on the cases alone; whether it may stand, on what referrals were made and when, not on
 * the order in which we learn of them.
 */
#ifndef CORE_LEDGER_H
#define CORE_LEDGER_H

#include "core/decision.h"

enum {
	FOLLOW_UP_DAYS = 120, /* a referral within this time after the close means that none was avoided (rule 3) */
	REVIEW_LIMIT = 60     /* most entries that one review confirms */
};

/* What enters the ledger, or would: a case, or what an MDT decided about a case for one specialty. */
struct ledger_claim {
	struct thread_id thread;
	struct conversation_id conversation;
	int32_t treatment_function;
	struct neighbourhood_id neighbourhood;
	struct organisation_id practice;
	struct text patient_key;
	int64_t asked_at_ms;
	enum ledger_state state; /* of its entry so far */
};

/* The claim of a case. */
struct ledger_claim ledger_claim_of(const struct thread_facts *thread);

/* The first day on which an entry that was avoided then has been followed up long enough. */
int32_t ledger_confirmed_on(int64_t avoided_at_ms);

/* Rule 2, from the case alone: asked with would_refer, answered by a specialist, ended as managed in primary care, the
 * last recommendation is not a referral, and never referred. */
bool ledger_is_avoided(const struct thread_facts *thread, enum outcome outcome);

/* Rule 2, last sentence: another claim of the same patient and treatment function has the entry of this episode, in
 * whatever state that is by now. Were an entry to lose its episode when it is deferred, what counts would depend on when
 * its referral became known. */
bool ledger_is_counted_elsewhere(const struct facts *facts, const struct ledger_claim *claim);

/* A referral that speaks against an entry of the case: made on or after the day of asking, and within the follow-up of
 * avoided_at_ms. */
bool ledger_contradicts(int32_t referred_on, int64_t asked_at_ms, int64_t avoided_at_ms);

/* Adds the event by which a claim, settled now, enters the ledger: provisional; or, when a referral that
 * contradicts it is known already, deferred by the earliest such, as it would be were that recorded later. Gives the state
 * it ends in. ERROR_BUSY with no memory. */
MUST_USE enum error ledger_count(struct decision *decision, const struct ledger_claim *claim, enum ledger_state *state);

/* Rule 4: a referral to the treatment function became known; every entry of the facts that it contradicts is deferred.
 * own: what it was made from, whose entry is deferred in any event; of a referral from elsewhere, one without a thread.
 * Adds events to the decision, and their number to *deferred. ERROR_BUSY with no memory. */
MUST_USE enum error ledger_defer(struct decision *decision, const struct ledger_claim *own, int32_t treatment_function,
	int32_t referred_on, enum deferral_cause own_cause, enum deferral_cause other_cause, int64_t *deferred);

#endif
