/*
 * What became of a case, packed into one number, so that a million of them are read in less than a second.
 *
 * Layer: store, SQLite driver. Pure. The column cases.fate; schema_report.h packs it with the same layout.
 */
#ifndef STORE_SQLITE_CASE_FATE_H
#define STORE_SQLITE_CASE_FATE_H

#include "corridor/fields.h"

enum fate_bits {
	FATE_INTENT = 0,
	FATE_STATE = 3,
	FATE_RECOMMENDATION = 6,
	FATE_OUTCOME = 9,
	FATE_IS_ANSWERED = 12,
	FATE_IS_REFERRED = 13,
	FATE_IS_CONVERTED = 14,
	FATE_IS_REOPENED = 15,
	FATE_SEX = 16,
	FATE_AGE_BAND = 19,
	FATE_DEPRIVATION_DECILE = 23,
	FATE_IS_MDT = 27 /* what an MDT decided for one specialty: no request for advice */
};

_Static_assert(intent_end_ <= 8 && thread_state_end_ <= 8 && recommendation_end_ <= 8 && outcome_end_ <= 8,
	"these have three bits each");
_Static_assert(sex_end_ <= 8 && age_band_end_ <= 16, "sex has three bits, age band four");

/* A word of three bits, or a flag. */
static inline int fate_word(int64_t fate, enum fate_bits place)
{
	return (int)(fate >> place & 7);
}
static inline bool fate_has(int64_t fate, enum fate_bits place)
{
	return fate >> place & 1;
}
static inline int fate_age_band(int64_t fate)
{
	return (int)(fate >> FATE_AGE_BAND & 15);
}
static inline int fate_deprivation_decile(int64_t fate)
{
	return (int)(fate >> FATE_DEPRIVATION_DECILE & 15);
}
static inline bool fate_is_closed(int64_t fate)
{
	return fate_word(fate, FATE_STATE) == STATE_CLOSED;
}

/* What an MDT decided for one specialty; who the patient is stands in other bits. */
static inline int64_t fate_of_mdt(bool would_refer, enum outcome outcome, bool is_referred)
{
	int64_t intent = would_refer ? INTENT_WOULD_REFER : INTENT_WOULD_NOT_REFER;

	return intent << FATE_INTENT | (int64_t)STATE_CLOSED << FATE_STATE | (int64_t)outcome << FATE_OUTCOME |
	       (int64_t)is_referred << FATE_IS_REFERRED | 1LL << FATE_IS_MDT;
}

/* The System EROC sense: answered, and ended with no referral, whatever was intended. */
static inline bool fate_is_diverted(int64_t fate)
{
	return fate_has(fate, FATE_IS_ANSWERED) && fate_is_closed(fate) && !fate_has(fate, FATE_IS_REFERRED);
}

#endif
