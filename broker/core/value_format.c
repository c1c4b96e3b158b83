/* One value in its wire form: core/record.h. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "core/record.h"

const void *field_of(const struct field *field, const void *record)
{
	return (const char *)record + field->offset;
}

bool field_is_absent(const struct field *field, const void *record)
{
	const void *member = field_of(field, record);
	switch (field->kind) {
	case FIELD_KIND_TEXT:
	case FIELD_KIND_DUE:
		return ((const struct text *)member)->data == NULL;
	case FIELD_KIND_PERSON:
	case FIELD_KIND_DEVICE:
	case FIELD_KIND_NEIGHBOURHOOD:
	case FIELD_KIND_ORGANISATION:
	case FIELD_KIND_NHS_NUMBER:
		return *(const char *)member == '\0';
	case FIELD_KIND_CONVERSATION:
	case FIELD_KIND_THREAD:
	case FIELD_KIND_MESSAGE:
	case FIELD_KIND_LINK:
	case FIELD_KIND_COVER:
	case FIELD_KIND_SESSION:
	case FIELD_KIND_INVITATION:
	case FIELD_KIND_INTEGER:
	case FIELD_KIND_POSITIVE:
	case FIELD_KIND_COUNT:
	case FIELD_KIND_TIME:
		return *(const int64_t *)member == 0;
	case FIELD_KIND_DECIMAL:
		return !((const struct decimal *)member)->is_known;
	case FIELD_KIND_WORD:
	case FIELD_KIND_WORD_SET:
	case FIELD_KIND_DATE:
	case FIELD_KIND_DAY:
	case FIELD_KIND_TREATMENT_FUNCTION:
		return *(const int32_t *)member == 0;
	case FIELD_KIND_BOOLEAN:
		return false;
	case FIELD_KIND_PERSONS:
	case FIELD_KIND_ORGANISATIONS:
	case FIELD_KIND_RECORDS:
	case FIELD_KIND_EVENTS:
		return ((const struct list *)member)->count == 0;
	case FIELD_KIND_RECORD:
		return *(const void *const *)member == NULL;
	}
	return true;
}

/* The letter that begins the id of a thing named by its position. */
static char id_letter(enum field_kind kind)
{
	return kind == FIELD_KIND_CONVERSATION ? 'c'
	       : kind == FIELD_KIND_THREAD     ? 't'
	       : kind == FIELD_KIND_MESSAGE    ? 'm'
	       : kind == FIELD_KIND_COVER      ? 'v'
	       : kind == FIELD_KIND_SESSION    ? 's'
	       : kind == FIELD_KIND_INVITATION ? 'i'
					       : 'l';
}

static struct text finished(const char *out)
{
	return (struct text){out, strlen(out)};
}

struct text value_format(const struct field *field, const void *member, char out[40])
{
	switch (field->kind) {
	case FIELD_KIND_TEXT:
	case FIELD_KIND_DUE:
		return *(const struct text *)member;
	case FIELD_KIND_PERSON:
	case FIELD_KIND_DEVICE:
	case FIELD_KIND_NEIGHBOURHOOD:
	case FIELD_KIND_ORGANISATION:
	case FIELD_KIND_NHS_NUMBER:
		return finished(member); /* all are NUL-terminated text in the struct itself */
	case FIELD_KIND_CONVERSATION:
	case FIELD_KIND_THREAD:
	case FIELD_KIND_MESSAGE:
	case FIELD_KIND_LINK:
	case FIELD_KIND_COVER:
	case FIELD_KIND_SESSION:
	case FIELD_KIND_INVITATION:
		snprintf(out, 40, "%c%" PRId64, id_letter(field->kind), *(const int64_t *)member);
		return finished(out);
	case FIELD_KIND_WORD: {
		const char *wire = vocabulary_wire(field->vocabulary, *(const int32_t *)member);
		return finished(wire ? wire : "");
	}
	case FIELD_KIND_INTEGER:
	case FIELD_KIND_POSITIVE:
		snprintf(out, 40, "%" PRId64, *(const int64_t *)member);
		return finished(out);
	case FIELD_KIND_COUNT:
		if (*(const int64_t *)member == COUNT_WITHHELD) {
			return finished("*");
		}
		snprintf(out, 40, "%" PRId64, *(const int64_t *)member);
		return finished(out);
	case FIELD_KIND_DECIMAL: {
		int64_t hundredths = ((const struct decimal *)member)->hundredths;
		snprintf(out, 40, "%" PRId64 ".%02" PRId64, hundredths / 100, hundredths % 100);
		size_t length = strlen(out);
		while (out[length - 1] == '0') {
			out[--length] = '\0';
		}
		if (out[length - 1] == '.') {
			out[--length] = '\0';
		}
		return (struct text){out, length};
	}
	case FIELD_KIND_BOOLEAN:
		return finished(*(const bool *)member ? "true" : "false");
	case FIELD_KIND_TIME:
		calendar_format_time(*(const int64_t *)member, out);
		return finished(out);
	case FIELD_KIND_DATE:
	case FIELD_KIND_DAY:
		calendar_format_date(*(const int32_t *)member, out);
		return finished(out);
	case FIELD_KIND_TREATMENT_FUNCTION:
		snprintf(out, 40, "%03" PRId32, *(const int32_t *)member);
		return finished(out);
	default:
		return (struct text){NULL, 0};
	}
}
