/* The descriptions of all records, made from the .def lists. Nothing here but lists. */
#include <string.h>

#include "core/command.h"
#include "core/event.h"
#include "core/record.h"

/* --- vocabularies ----------------------------------------------------------------------------------------------- */

#define VOCABULARY(name) static const char *const name##_wires[] = {
#define WORD(name, symbol, wire, meaning) wire,
#define END_VOCABULARY(name) \
	}                    \
	;
#include "corridor/vocabulary.def"
#undef VOCABULARY
#undef WORD
#undef END_VOCABULARY

#define VOCABULARY(name) static const char *const name##_meanings[] = {
#define WORD(name, symbol, wire, meaning) meaning,
#define END_VOCABULARY(name) \
	}                    \
	;                    \
	const struct vocabulary name##_vocabulary = {#name, name##_end_ - 1, name##_wires, name##_meanings};
#include "corridor/vocabulary.def"
#undef VOCABULARY
#undef WORD
#undef END_VOCABULARY

/* --- what each TYPE is -------------------------------------------------------------------------------------------- */

#define PLAIN_TYPE(type, ctype) KIND_OF_##type = FIELD_KIND_##type,
#define WORD_TYPE(type, name) KIND_OF_##type = FIELD_KIND_WORD,
#define WORD_SET_TYPE(type, name) KIND_OF_##type = FIELD_KIND_WORD_SET,
#define RECORD_TYPE(type, record) KIND_OF_##type = FIELD_KIND_RECORD,
#define RECORDS_TYPE(type, record) KIND_OF_##type = FIELD_KIND_RECORDS,
/* clang-format off */
enum kind_of_type {
	PLAIN_TYPES(PLAIN_TYPE)
	WORD_TYPES(WORD_TYPE)
	WORD_SET_TYPES(WORD_SET_TYPE)
	RECORD_TYPES(RECORD_TYPE)
	RECORDS_TYPES(RECORDS_TYPE)
};

/* Types that refer to something; PICK gives NULL for those that stand in neither list. */
#define WORDS_URGENCY ~, &urgency_vocabulary
#define WORDS_INTENT ~, &intent_vocabulary
#define WORDS_RECOMMENDATION ~, &recommendation_vocabulary
#define WORDS_OUTCOME ~, &outcome_vocabulary
#define WORDS_CONVERSATION_KIND ~, &conversation_kind_vocabulary
#define WORDS_THREAD_KIND ~, &thread_kind_vocabulary
#define WORDS_THREAD_STATE ~, &thread_state_vocabulary
#define WORDS_WAITING_ON ~, &waiting_on_vocabulary
#define WORDS_MEETING_STATE ~, &meeting_state_vocabulary
#define WORDS_AGENDA_TAG ~, &agenda_tag_vocabulary
#define WORDS_MDT_DEFERRAL ~, &mdt_deferral_vocabulary
#define WORDS_ACTION_STATE ~, &action_state_vocabulary
#define WORDS_MESSAGE_KIND ~, &message_kind_vocabulary
#define WORDS_REPORT_REACH ~, &report_reach_vocabulary
#define WORDS_AGE_BAND ~, &age_band_vocabulary
#define WORDS_SEX ~, &sex_vocabulary
#define WORDS_ADVICE_TYPE ~, &advice_type_vocabulary
#define WORDS_LEDGER_STATE ~, &ledger_state_vocabulary
#define WORDS_DEFERRAL_CAUSE ~, &deferral_cause_vocabulary
#define WORDS_ORGANISATION_KIND ~, &organisation_kind_vocabulary
#define WORDS_ROLE ~, &role_vocabulary
#define WORDS_PERSON_STATE ~, &person_state_vocabulary
#define WORDS_PERSON_DETAILS ~, &person_detail_vocabulary
#define WORDS_LINK_DETAILS ~, &link_detail_vocabulary
#define WORDS_MDT_DETAILS ~, &mdt_detail_vocabulary
#define WORDS_IMPORT_FATE ~, &import_fate_vocabulary
#define WORDS_LINK_STATE ~, &link_state_vocabulary
#define WORDS_LINK_SIDE ~, &link_side_vocabulary
#define WORDS_URGENT_REPLY ~, &urgent_reply_vocabulary
#define WORDS_COVER_STATE ~, &cover_state_vocabulary
#define WORDS_COVER_END ~, &cover_end_vocabulary
#define WORDS_PROMISE_STEP ~, &promise_step_vocabulary
#define WORDS_ESCALATION_CAUSE ~, &escalation_cause_vocabulary
#define WORDS_SESSION_END ~, &session_end_vocabulary
#define WORDS_CREDENTIAL_CHANGE ~, &credential_change_vocabulary
#define WORDS_ACCESS ~, &access_vocabulary
#define WORDS_AUDIT_KIND ~, &audit_kind_vocabulary
#define WORDS_ROLES ~, &role_vocabulary
#define WORDS_REPORT_KEYS ~, &report_key_vocabulary
#define WORDS_EQUITY_KEYS ~, &equity_key_vocabulary
#define RECORD_PATIENT ~, &patient_record
#define RECORD_SERVER_LIMITS ~, &server_limits_record
#define RECORD_LAST_MESSAGE ~, &last_message_record
#define RECORD_THREAD_ROW ~, &thread_row_record
#define RECORD_MEETING_ROW ~, &meeting_row_record
#define RECORD_DECISION_ROW ~, &decision_row_record
#define RECORD_SEARCH_FILTERS ~, &search_filters_record
#define RECORD_SPECIALIST_ROWS ~, &specialist_row_record
#define RECORD_LINK_ROWS ~, &link_row_record
#define RECORD_LINK_ENTRIES ~, &link_entry_record
#define RECORD_COVER_ROWS ~, &cover_row_record
#define RECORD_HANDOVER_ROWS ~, &handover_row_record
#define RECORD_PROMISE_ROWS ~, &promise_row_record
#define RECORD_CONVERSATION_ROWS ~, &conversation_row_record
#define RECORD_THREAD_ROWS ~, &thread_row_record
#define RECORD_READ_ROWS ~, &read_row_record
#define RECORD_MESSAGE_ROWS ~, &message_row_record
#define RECORD_SEARCH_MATCHES ~, &search_match_record
#define RECORD_MDT_MEMBER_ROWS ~, &mdt_member_row_record
#define RECORD_MEETING_ROWS ~, &meeting_row_record
#define RECORD_MDT_ROWS ~, &mdt_row_record
#define RECORD_CONTRIBUTION_ROWS ~, &contribution_row_record
#define RECORD_ACTION_ROWS ~, &action_row_record
#define RECORD_MDT_CASE_ROWS ~, &mdt_case_row_record
#define RECORD_AVOIDED_ROWS ~, &avoided_row_record
#define RECORD_REPLY_TIME_ROWS ~, &reply_time_row_record
#define RECORD_WORKLOAD_ROWS ~, &workload_row_record
#define RECORD_OUTCOME_ROWS ~, &outcome_row_record
#define RECORD_ACTIVITY_ROWS ~, &activity_row_record
#define RECORD_EQUITY_ROWS ~, &equity_row_record
#define RECORD_RETURN_ROWS ~, &return_row_record
#define RECORD_PAIR_ROWS ~, &pair_row_record
#define RECORD_RELATIONSHIP_ROWS ~, &relationship_row_record
#define RECORD_ORGANISATION_ROWS ~, &organisation_row_record
#define RECORD_NEIGHBOURHOOD_ROWS ~, &neighbourhood_row_record
#define RECORD_PERSON_ROWS ~, &person_row_record
#define RECORD_DEVICE_ROWS ~, &device_row_record
#define RECORD_PERSON_LINES ~, &person_line_record
#define RECORD_LINK_LINES ~, &link_line_record
#define RECORD_IMPORT_LINE_ROWS ~, &import_line_row_record
#define RECORD_SESSION_ROWS ~, &session_row_record
#define RECORD_AUDIT_ROWS ~, &audit_row_record
/* clang-format on */
#define PICK(...) PICK_SECOND(__VA_ARGS__, ~)
#define PICK_SECOND(first, second, ...) second

/* --- records --------------------------------------------------------------------------------------------------------- */

#define COMMAND(symbol, wire, kind, roles, rule, who, doc)
#define EVENT(symbol, wire, audience, doc)
#define REQUIRED true
#define OPTIONAL false
#define PLAIN CLASS_PLAIN
#define WORDS CLASS_WORDS
#define IDENTITY CLASS_IDENTITY
#define INTERNAL CLASS_INTERNAL

#define RECORD(name, doc) static const struct field name##_fields[] = {
#define FIELD(record, TYPE, member, presence, class, limit, doc)                                            \
	{#member, (enum field_kind)KIND_OF_##TYPE, presence, class, offsetof(struct record, member), limit, \
		PICK(WORDS_##TYPE, NULL), PICK(RECORD_##TYPE, NULL), doc},
#define END(name) \
	}         \
	;
#include "corridor/records.def"
#include "corridor/commands.def"
#include "corridor/events.def"
#undef RECORD
#undef FIELD
#undef END

#define RECORD(name, doc)                          \
	const struct record_type name##_record = { \
		#name, sizeof(struct name), sizeof name##_fields / sizeof name##_fields[0], name##_fields, doc};
#define FIELD(record, TYPE, member, presence, class, limit, doc)
#define END(name)
#include "corridor/records.def"
#include "corridor/commands.def"
#include "corridor/events.def"
#undef COMMAND
#undef EVENT
#undef RECORD
#undef REQUIRED
#undef OPTIONAL
#undef PLAIN
#undef WORDS
#undef IDENTITY
#undef INTERNAL

/* --- rows -------------------------------------------------------------------------------------------------------------- */

#define RECORD(name, doc)
#define READ COMMAND_CLASS_READ
#define REPORT COMMAND_CLASS_REPORT
#define WRITE COMMAND_CLASS_WRITE
#define HINT COMMAND_CLASS_HINT
#define INT_CLINICIAN SET_OF(ROLE_INT_CLINICIAN)
#define SPECIALIST SET_OF(ROLE_SPECIALIST)
#define COORDINATOR SET_OF(ROLE_COORDINATOR)
#define MANAGER SET_OF(ROLE_MANAGER)
#define ADMINISTRATOR SET_OF(ROLE_ADMINISTRATOR)
#define AUDITOR SET_OF(ROLE_AUDITOR)
#define INTEGRATION SET_OF(ROLE_INTEGRATION)
#define CLINICAL INT_CLINICIAN | SPECIALIST
#define ANYONE INT_CLINICIAN | SPECIALIST | COORDINATOR | MANAGER | ADMINISTRATOR | AUDITOR | INTEGRATION

static const struct command_row command_rows[] = {
#define COMMAND(symbol, wire, kind, roles, rule, who, doc) \
	{COMMAND_##symbol, wire, kind, roles, RULE_##rule, who, doc, &symbol##_args_record, &symbol##_result_record},
#include "corridor/commands.def"
#undef COMMAND
};

static const struct event_row event_rows[] = {
#define EVENT(symbol, wire, audience, doc) {EVENT_##symbol, wire, AUDIENCE_##audience, doc, &symbol##_data_record},
#include "corridor/events.def"
#undef EVENT
};

const struct command_row *command_row(enum command_kind kind)
{
	return &command_rows[kind];
}

const struct event_row *event_row(enum event_kind kind)
{
	return &event_rows[kind];
}

static bool is_wire(struct text text, const char *wire)
{
	return strlen(wire) == text.length && memcmp(text.data, wire, text.length) == 0;
}

const struct command_row *command_find(struct text wire)
{
	for (size_t i = 0; i < COMMAND_COUNT; i++) {
		if (is_wire(wire, command_rows[i].wire)) {
			return &command_rows[i];
		}
	}
	return NULL;
}

const struct event_row *event_find(struct text wire)
{
	for (size_t i = 0; i < EVENT_COUNT; i++) {
		if (is_wire(wire, event_rows[i].wire)) {
			return &event_rows[i];
		}
	}
	return NULL;
}

const char *vocabulary_wire(const struct vocabulary *vocabulary, int word)
{
	return word > 0 && (size_t)word <= vocabulary->count ? vocabulary->wires[word - 1] : NULL;
}

int vocabulary_word(const struct vocabulary *vocabulary, struct text wire)
{
	for (size_t i = 0; i < vocabulary->count; i++) {
		if (is_wire(wire, vocabulary->wires[i])) {
			return (int)i + 1;
		}
	}
	return 0;
}
