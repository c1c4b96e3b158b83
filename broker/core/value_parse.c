/* One value read from its wire form: core/record.h. */
#include <string.h>

#include "base/calendar.h"
#include "base/text.h"
#include "core/nhs_number.h"
#include "core/record.h"
#include "core/text_policy.h"
#include "core/treatment_function.h"

/* The spelling of a handle: which characters, and what to tell somebody who used others. */
struct spelling {
	enum field_kind kind;
	size_t most;
	size_t least;
	const char *first; /* ranges, as pairs */
	const char *rest;
	const char *problem;
};

static const struct spelling spellings[] = {
	{FIELD_KIND_PERSON, LIMIT_HANDLE_BYTES, 1, "az09", "az09..--",
		"must be a person's id: lower-case letters, digits, dots and dashes, such as a.khan."},
	{FIELD_KIND_DEVICE, LIMIT_HANDLE_BYTES, 1, "az09", "az09--",
		"must be a device id: lower-case letters, digits and dashes, such as a-khan-1."},
	{FIELD_KIND_NEIGHBOURHOOD, LIMIT_HANDLE_BYTES, 1, "az09", "az09--",
		"must be a neighbourhood's id: lower-case letters, digits and dashes."},
	{FIELD_KIND_ORGANISATION, LIMIT_ODS_BYTES, 3, "AZ09", "AZ09",
		"must be an ODS code: 3 to 10 capital letters and digits, such as Y12345."},
};

static bool is_in_ranges(char c, const char *ranges)
{
	for (; *ranges; ranges += 2) {
		if (c >= ranges[0] && c <= ranges[1]) {
			return true;
		}
	}
	return false;
}

static enum error parse_handle(enum field_kind kind, struct text wire, char *member, const char **problem)
{
	const struct spelling *spelling = spellings;
	while (spelling->kind != kind) {
		spelling++;
	}
	bool is_spelt = wire.length >= spelling->least && wire.length <= spelling->most;
	for (size_t i = 0; is_spelt && i < wire.length; i++) {
		is_spelt = is_in_ranges(wire.data[i], i == 0 ? spelling->first : spelling->rest);
	}
	if (!is_spelt) {
		*problem = spelling->problem;
		return ERROR_BAD_REQUEST;
	}
	memcpy(member, wire.data, wire.length);
	member[wire.length] = '\0';
	return OK;
}

static enum error parse_id(char letter, struct text wire, int64_t *member, const char **problem)
{
	static const char *const problems[] = {"must be a conversation's id, such as c12.",
		"must be a link's id, such as l12.", "must be a message's id, such as m12.",
		"must be a cover's id, such as v12.", "must be a thread's id, such as t12."};
	*problem = problems[letter == 'c' ? 0 : letter == 'l' ? 1 : letter == 'm' ? 2 : letter == 'v' ? 3 : 4];
	int64_t pos = 0;
	struct text digits = {wire.data + 1, wire.length - 1};
	if (wire.length < 2 || wire.data[0] != letter || digits.data[0] == '0' || text_to_integer(digits, &pos) != OK) {
		return ERROR_BAD_REQUEST;
	}
	*member = pos;
	return OK;
}

static enum error parse_text(const struct field *field, struct text wire, struct text *member, const char **problem)
{
	if (field->limit > 0 && wire.length > (size_t)field->limit) {
		*problem = "is too long.";
		return ERROR_TOO_LARGE;
	}
	*problem = text_policy_problem(wire);
	if (!*problem && field->limit > 0 && field->limit <= LIMIT_TITLE_BYTES && !text_policy_is_one_line(wire)) {
		*problem = "must be one line.";
	}
	if (*problem) {
		return ERROR_BAD_REQUEST;
	}
	*member = wire;
	return OK;
}

static enum error parse_integer(const struct field *field, struct text wire, int64_t *member, const char **problem)
{
	int64_t value = 0;
	if (text_to_integer(wire, &value) != OK) {
		*problem = "must be a whole number, not negative.";
		return ERROR_BAD_REQUEST;
	}
	if (value == 0 && field->kind == FIELD_KIND_POSITIVE) {
		*problem = "must be at least 1.";
		return ERROR_BAD_REQUEST;
	}
	if (field->limit > 0 && value > field->limit) {
		*problem = "is too large a number.";
		return ERROR_BAD_REQUEST;
	}
	*member = value;
	return OK;
}

/* A day may also be told as an instant, and is then its day in London. */
static enum error parse_day(struct text wire, int32_t *member, const char **problem)
{
	int64_t time_ms = 0;
	if (calendar_parse_date(wire, member) == OK) {
		return OK;
	}
	if (calendar_parse_time(wire, &time_ms) == OK) {
		*member = calendar_london_date(time_ms);
		return OK;
	}
	*problem = "must be a day, such as 2026-11-22.";
	return ERROR_BAD_REQUEST;
}

static enum error parse_due(struct text wire, struct text *member, const char **problem)
{
	int32_t day = 0;
	if (parse_day(wire, &day, problem) != OK) {
		*problem = "must be a date or an RFC 3339 time, such as 2026-11-22 or 2026-11-22T17:00:00.000Z.";
		return ERROR_BAD_REQUEST;
	}
	*member = wire;
	return OK;
}

/* Two decimals at most: "23.52". */
static enum error parse_decimal(struct text wire, struct decimal *member, const char **problem)
{
	size_t whole = 0;
	while (whole < wire.length && wire.data[whole] != '.') {
		whole++;
	}
	size_t decimals = whole < wire.length ? wire.length - whole - 1 : 0;
	int64_t units = 0, hundredths = 0;
	bool is_number =
		text_to_integer((struct text){wire.data, whole}, &units) == OK && units < INT64_MAX / 100 - 1 &&
		(whole == wire.length ||
			(decimals > 0 && decimals <= 2 &&
				text_to_integer((struct text){wire.data + whole + 1, decimals}, &hundredths) == OK));
	if (!is_number) {
		*problem = "must be a number with at most two decimals.";
		return ERROR_BAD_REQUEST;
	}
	*member = decimal_of(units * 100 + (decimals == 1 ? hundredths * 10 : hundredths));
	return OK;
}

static enum error parse_treatment_function(struct text wire, int32_t *member, const char **problem)
{
	int64_t code = 0;
	if (wire.length != 3 || text_to_integer(wire, &code) != OK || !treatment_function_find((int)code)) {
		*problem = "must be a treatment function code, such as \"320\" for cardiology.";
		return ERROR_BAD_REQUEST;
	}
	*member = (int32_t)code;
	return OK;
}

static enum error check(enum error error, const char *sentence, const char **problem)
{
	if (error != OK) {
		*problem = sentence;
		return ERROR_BAD_REQUEST;
	}
	return OK;
}

enum error value_parse(const struct field *field, struct text wire, void *member, const char **problem)
{
	switch (field->kind) {
	case FIELD_KIND_TEXT:
		return parse_text(field, wire, member, problem);
	case FIELD_KIND_PERSON:
	case FIELD_KIND_DEVICE:
	case FIELD_KIND_NEIGHBOURHOOD:
	case FIELD_KIND_ORGANISATION:
		return parse_handle(field->kind, wire, member, problem);
	case FIELD_KIND_CONVERSATION:
		return parse_id('c', wire, member, problem);
	case FIELD_KIND_THREAD:
		return parse_id('t', wire, member, problem);
	case FIELD_KIND_MESSAGE:
		return parse_id('m', wire, member, problem);
	case FIELD_KIND_LINK:
		return parse_id('l', wire, member, problem);
	case FIELD_KIND_COVER:
		return parse_id('v', wire, member, problem);
	case FIELD_KIND_SESSION:
		return parse_id('s', wire, member, problem);
	case FIELD_KIND_INVITATION:
		return parse_id('i', wire, member, problem);
	case FIELD_KIND_WORD: {
		int word = vocabulary_word(field->vocabulary, wire);
		if (word == 0) {
			*problem = "is not one of the words allowed here.";
			return ERROR_BAD_REQUEST;
		}
		*(int32_t *)member = word;
		return OK;
	}
	case FIELD_KIND_INTEGER:
	case FIELD_KIND_POSITIVE:
		return parse_integer(field, wire, member, problem);
	case FIELD_KIND_COUNT:
		if (text_is(wire, "*")) {
			*(int64_t *)member = COUNT_WITHHELD;
			return OK;
		}
		return parse_integer(field, wire, member, problem);
	case FIELD_KIND_DECIMAL:
		return parse_decimal(wire, member, problem);
	case FIELD_KIND_BOOLEAN:
		*(bool *)member = text_is(wire, "true");
		return check(text_is(wire, "true") || text_is(wire, "false") ? OK : ERROR_BAD_REQUEST,
			"must be true or false.", problem);
	case FIELD_KIND_TIME:
		return check(calendar_parse_time(wire, member),
			"must be an RFC 3339 time, such as 2026-11-22T09:31:05.123Z.", problem);
	case FIELD_KIND_DATE:
		return check(calendar_parse_date(wire, member), "must be a date, such as 1961-03-14.", problem);
	case FIELD_KIND_DAY:
		return parse_day(wire, member, problem);
	case FIELD_KIND_DUE:
		return parse_due(wire, member, problem);
	case FIELD_KIND_NHS_NUMBER:
		return nhs_number_parse(wire, member, problem);
	case FIELD_KIND_TREATMENT_FUNCTION:
		return parse_treatment_function(wire, member, problem);
	default:
		*problem = "is not a single value.";
		return ERROR_BAD_REQUEST;
	}
}
