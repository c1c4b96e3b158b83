/*
 * The types a field can have: for each TYPE of the .def lists its C type, its kind and, where it needs one, what it
 * refers to.
 *
 * Layer: include. A type is added by three lines here; a kind also by a case in core/record.c and codec/.
 */
#ifndef CORRIDOR_FIELDS_H
#define CORRIDOR_FIELDS_H

#include <stdbool.h>
#include <stdint.h>

#include "corridor/ids.h"

/* clang-format off: lists of macros, laid out as the lists they are */
/* --- the closed vocabularies, as enums: zero is "absent" ------------------------------------------------------- */
#define VOCABULARY(name) enum name { name##_absent_,
#define WORD(name, symbol, wire, meaning) symbol,
#define END_VOCABULARY(name) \
	name##_end_          \
	}                    \
	;
#include "corridor/vocabulary.def"
#undef VOCABULARY
#undef WORD
#undef END_VOCABULARY

/* clang-format on */

/* One bit of a set of words, for example SET_OF(ROLE_MANAGER). */
#define SET_OF(symbol) (1u << (unsigned)(symbol))

/* A count too small to be shown beyond the integrated care board. */
#define COUNT_WITHHELD (-1)

/* How a value travels in JSON, and what the zero value "absent" looks like in C. */
enum field_kind {
	FIELD_KIND_TEXT,                /* struct text; string, one line when its limit is at most LIMIT_TITLE_BYTES */
	FIELD_KIND_PERSON,              /* struct person_id; string */
	FIELD_KIND_DEVICE,              /* struct device_id; string */
	FIELD_KIND_NEIGHBOURHOOD,       /* struct neighbourhood_id; string */
	FIELD_KIND_ORGANISATION,        /* struct organisation_id; string */
	FIELD_KIND_CONVERSATION,        /* struct conversation_id; "c1" */
	FIELD_KIND_THREAD,              /* struct thread_id; "t1" */
	FIELD_KIND_MESSAGE,             /* struct message_id; "m1" */
	FIELD_KIND_LINK,                /* struct link_id; "l1" */
	FIELD_KIND_COVER,               /* struct cover_id; "v1" */
	FIELD_KIND_SESSION,             /* struct session_id; "s1" */
	FIELD_KIND_INVITATION,          /* struct invitation_id; "i1" */
	FIELD_KIND_MEETING,             /* struct meeting_id; "g1" */
	FIELD_KIND_ACTION,              /* struct action_id; "a1" */
	FIELD_KIND_WORD,                /* enum of a vocabulary; string */
	FIELD_KIND_WORD_SET,            /* uint32_t bit mask of a vocabulary; array of strings */
	FIELD_KIND_INTEGER,             /* int64_t, never negative; integer */
	FIELD_KIND_POSITIVE,            /* int64_t, 1 or more; integer */
	FIELD_KIND_DECIMAL,             /* struct decimal; number with at most two decimals */
	FIELD_KIND_COUNT,               /* int64_t, COUNT_WITHHELD when too small to show; integer or "*" */
	FIELD_KIND_BOOLEAN,             /* bool */
	FIELD_KIND_TIME,                /* int64_t ms since 1970 UTC; RFC 3339 with milliseconds, Z */
	FIELD_KIND_DATE,                /* int32_t yyyymmdd; "YYYY-MM-DD" */
	FIELD_KIND_DAY,                 /* as DATE; an RFC 3339 time is taken as its day in Europe/London */
	FIELD_KIND_DUE,                 /* struct text; a date or an RFC 3339 time, kept as written */
	FIELD_KIND_NHS_NUMBER,          /* struct nhs_number; string, spaces and dashes accepted */
	FIELD_KIND_TREATMENT_FUNCTION,  /* int32_t code; "320" */
	FIELD_KIND_PERSONS,             /* struct list of struct person_id; array of strings */
	FIELD_KIND_ORGANISATIONS,       /* struct list of struct organisation_id; array of strings */
	FIELD_KIND_THREADS,             /* struct list of struct thread_id; array of strings */
	FIELD_KIND_TREATMENT_FUNCTIONS, /* struct list of int32_t codes; array of strings */
	FIELD_KIND_RECORD,              /* pointer to the record or NULL; object */
	FIELD_KIND_RECORDS,             /* struct list of the record; array of objects */
	FIELD_KIND_EVENTS               /* struct list of struct event; array of event envelopes */
};

/* clang-format off */
#define PLAIN_TYPES(T)                                                                                               \
	T(TEXT, struct text)                                                                                         \
	T(PERSON, struct person_id)                                                                                  \
	T(DEVICE, struct device_id)                                                                                  \
	T(NEIGHBOURHOOD, struct neighbourhood_id)                                                                    \
	T(ORGANISATION, struct organisation_id)                                                                      \
	T(CONVERSATION, struct conversation_id)                                                                      \
	T(THREAD, struct thread_id)                                                                                  \
	T(MESSAGE, struct message_id)                                                                                \
	T(COVER, struct cover_id)                                                                                    \
	T(LINK, struct link_id)                                                                                      \
	T(SESSION, struct session_id)                                                                                \
	T(INVITATION, struct invitation_id)                                                                          \
	T(MEETING, struct meeting_id)                                                                                \
	T(ACTION, struct action_id)                                                                                  \
	T(INTEGER, int64_t)                                                                                          \
	T(POSITIVE, int64_t)                                                                                         \
	T(COUNT, int64_t)                                                                                            \
	T(DECIMAL, struct decimal)                                                                                   \
	T(BOOLEAN, bool)                                                                                             \
	T(TIME, int64_t)                                                                                             \
	T(DATE, int32_t)                                                                                             \
	T(DAY, int32_t)                                                                                              \
	T(DUE, struct text)                                                                                          \
	T(NHS_NUMBER, struct nhs_number)                                                                             \
	T(TREATMENT_FUNCTION, int32_t)                                                                               \
	T(PERSONS, struct list)                                                                                      \
	T(ORGANISATIONS, struct list)                                                                                \
	T(THREADS, struct list)                                                                                      \
	T(TREATMENT_FUNCTIONS, struct list)                                                                          \
	T(EVENTS, struct list)

/* Types that are a word, or a set of words, of one vocabulary. */
#define WORD_TYPES(T)                                                                                                \
	T(URGENCY, urgency)                                                                                          \
	T(INTENT, intent)                                                                                            \
	T(RECOMMENDATION, recommendation)                                                                            \
	T(OUTCOME, outcome)                                                                                          \
	T(CONVERSATION_KIND, conversation_kind)                                                                      \
	T(THREAD_KIND, thread_kind)                                                                                  \
	T(THREAD_STATE, thread_state)                                                                                \
	T(WAITING_ON, waiting_on)                                                                                    \
	T(MEETING_STATE, meeting_state)                                                                              \
	T(AGENDA_TAG, agenda_tag)                                                                                    \
	T(MDT_DEFERRAL, mdt_deferral)                                                                                \
	T(ACTION_STATE, action_state)                                                                                \
	T(MESSAGE_KIND, message_kind)                                                                                \
	T(REPORT_REACH, report_reach)                                                                                \
	T(AGE_BAND, age_band)                                                                                        \
	T(SEX, sex)                                                                                                  \
	T(ADVICE_TYPE, advice_type)                                                                                  \
	T(LEDGER_STATE, ledger_state)                                                                                \
	T(DEFERRAL_CAUSE, deferral_cause)                                                                            \
	T(ORGANISATION_KIND, organisation_kind)                                                                      \
	T(ROLE, role)                                                                                                \
	T(PERSON_STATE, person_state)                                                                                \
	T(IMPORT_FATE, import_fate)                                                                                  \
	T(LINK_STATE, link_state)                                                                                    \
	T(LINK_SIDE, link_side)                                                                                      \
	T(URGENT_REPLY, urgent_reply)                                                                                \
	T(COVER_STATE, cover_state)                                                                                  \
	T(COVER_END, cover_end)                                                                                      \
	T(PROMISE_STEP, promise_step)                                                                                \
	T(ESCALATION_CAUSE, escalation_cause)                                                                        \
	T(SESSION_END, session_end)                                                                                  \
	T(CREDENTIAL_CHANGE, credential_change)                                                                      \
	T(ACCESS, access)                                                                                            \
	T(AUDIT_KIND, audit_kind)
#define WORD_SET_TYPES(T)                                                                                            \
	T(ROLES, role)                                                                                               \
	T(REPORT_KEYS, report_key)                                                                                   \
	T(EQUITY_KEYS, equity_key)                                                                                   \
	T(PERSON_DETAILS, person_detail)                                                                             \
	T(LINK_DETAILS, link_detail)                                                                                 \
	T(MDT_DETAILS, mdt_detail)

/* Types that are one record, or a list of records. */
#define RECORD_TYPES(T)                                                                                              \
	T(PATIENT, patient)                                                                                          \
	T(SERVER_LIMITS, server_limits)                                                                              \
	T(LAST_MESSAGE, last_message)                                                                                \
	T(THREAD_ROW, thread_row)                                                                                    \
	T(MEETING_ROW, meeting_row)                                                                                  \
	T(DECISION_ROW, decision_row)                                                                                \
	T(SEARCH_FILTERS, search_filters)
#define RECORDS_TYPES(T)                                                                                             \
	T(SPECIALIST_ROWS, specialist_row)                                                                           \
	T(LINK_ENTRIES, link_entry)                                                                                  \
	T(COVER_ROWS, cover_row)                                                                                     \
	T(HANDOVER_ROWS, handover_row)                                                                               \
	T(PROMISE_ROWS, promise_row)                                                                                 \
	T(LINK_ROWS, link_row)                                                                                       \
	T(CONVERSATION_ROWS, conversation_row)                                                                       \
	T(THREAD_ROWS, thread_row)                                                                                   \
	T(READ_ROWS, read_row)                                                                                       \
	T(MESSAGE_ROWS, message_row)                                                                                 \
	T(SEARCH_MATCHES, search_match)                                                                              \
	T(MDT_MEMBER_ROWS, mdt_member_row)                                                                           \
	T(MEETING_ROWS, meeting_row)                                                                                 \
	T(MDT_ROWS, mdt_row)                                                                                         \
	T(CONTRIBUTION_ROWS, contribution_row)                                                                       \
	T(ACTION_ROWS, action_row)                                                                                   \
	T(MDT_CASE_ROWS, mdt_case_row)                                                                               \
	T(AVOIDED_ROWS, avoided_row)                                                                                 \
	T(REPLY_TIME_ROWS, reply_time_row)                                                                           \
	T(WORKLOAD_ROWS, workload_row)                                                                               \
	T(OUTCOME_ROWS, outcome_row)                                                                                 \
	T(ACTIVITY_ROWS, activity_row)                                                                               \
	T(EQUITY_ROWS, equity_row)                                                                                   \
	T(RETURN_ROWS, return_row)                                                                                   \
	T(PAIR_ROWS, pair_row)                                                                                       \
	T(RELATIONSHIP_ROWS, relationship_row)                                                                       \
	T(ORGANISATION_ROWS, organisation_row)                                                                       \
	T(NEIGHBOURHOOD_ROWS, neighbourhood_row)                                                                     \
	T(PERSON_ROWS, person_row)                                                                                   \
	T(DEVICE_ROWS, device_row)                                                                                   \
	T(PERSON_LINES, person_line)                                                                                 \
	T(LINK_LINES, link_line)                                                                                     \
	T(IMPORT_LINE_ROWS, import_line_row) \
	T(SESSION_ROWS, session_row)                                                                                 \
	T(AUDIT_ROWS, audit_row)

/* C types by TYPE: CTYPE_<TYPE>. */
#define DEFINE_PLAIN(type, ctype) typedef ctype CTYPE_##type;
#define DEFINE_WORD(type, name) typedef enum name CTYPE_##type;
#define DEFINE_WORD_SET(type, name) typedef uint32_t CTYPE_##type;
#define DEFINE_RECORD(type, record) typedef const struct record *CTYPE_##type;
#define DEFINE_RECORDS(type, record) typedef struct list CTYPE_##type;
PLAIN_TYPES(DEFINE_PLAIN)
WORD_TYPES(DEFINE_WORD)
WORD_SET_TYPES(DEFINE_WORD_SET)
RECORD_TYPES(DEFINE_RECORD)
RECORDS_TYPES(DEFINE_RECORDS)
#undef DEFINE_PLAIN
#undef DEFINE_WORD
#undef DEFINE_WORD_SET
#undef DEFINE_RECORD
#undef DEFINE_RECORDS

/* clang-format on */

#endif
