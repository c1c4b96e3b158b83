/*
 * value_parse and value_format: times, dates, NHS numbers, ids, codes, numbers and texts. The first byte chooses the kind.
 * What is read is written in a form that reads the same.
 */
#include <string.h>

#include "base/calendar.h"
#include "base/text.h"
#include "core/record.h"
#include "core/text_policy.h"
#include "tests/fuzz/fuzz.h"

static const struct {
	char letter;
	enum field_kind kind;
} kinds[] = {
	{'T', FIELD_KIND_TEXT},
	{'p', FIELD_KIND_PERSON},
	{'v', FIELD_KIND_DEVICE},
	{'h', FIELD_KIND_NEIGHBOURHOOD},
	{'o', FIELD_KIND_ORGANISATION},
	{'c', FIELD_KIND_CONVERSATION},
	{'r', FIELD_KIND_THREAD},
	{'m', FIELD_KIND_MESSAGE},
	{'l', FIELD_KIND_LINK},
	{'v', FIELD_KIND_COVER},
	{'s', FIELD_KIND_SESSION},
	{'I', FIELD_KIND_INVITATION},
	{'i', FIELD_KIND_INTEGER},
	{'+', FIELD_KIND_POSITIVE},
	{'e', FIELD_KIND_DECIMAL},
	{'t', FIELD_KIND_TIME},
	{'d', FIELD_KIND_DATE},
	{'y', FIELD_KIND_DAY},
	{'u', FIELD_KIND_DUE},
	{'n', FIELD_KIND_NHS_NUMBER},
	{'f', FIELD_KIND_TREATMENT_FUNCTION},
	{'w', FIELD_KIND_WORD},
};

/* Large and aligned enough for a member of any kind. */
union member {
	struct text text;
	struct person_id id;
	int64_t number;
};

static void check(const struct field *field, struct text wire)
{
	union member member = {0}, again = {0};
	const char *problem = NULL;
	char first[40], second[40];
	enum error error = value_parse(field, wire, &member, &problem);
	struct text written;

	if (error != OK) {
		MUST(error == ERROR_BAD_REQUEST || error == ERROR_TOO_LARGE);
		MUST(problem && !text_policy_problem(text_of(problem)));
		return;
	}
	written = value_format(field, &member, first);
	MUST(value_parse(field, written, &again, &problem) == OK);
	MUST(text_equal(written, value_format(field, &again, second)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct field field = {.name = "value", .vocabulary = &recommendation_vocabulary, .limit = 0, .doc = ""};
	struct text wire = {(const char *)data + (size > 0), size > 0 ? size - 1 : 0};
	int64_t time_ms;
	int32_t date;

	for (size_t i = 0; size > 0 && i < sizeof kinds / sizeof kinds[0]; i++) {
		field.kind = kinds[i].kind;
		if (kinds[i].letter == (char)data[0])
			check(&field, wire);
	}
	if (calendar_parse_date(wire, &date) == OK)
		MUST(calendar_date_of(calendar_days_of(date)) == date);
	if (calendar_parse_time(wire, &time_ms) == OK)
		MUST(calendar_is_date(calendar_london_date(time_ms)));
	return 0;
}
