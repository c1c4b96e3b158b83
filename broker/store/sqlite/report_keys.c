#include "store/sqlite/report_keys.h"

#include <string.h>

#include "base/text.h"
#include "core/treatment_function.h"

struct group_key report_key_of(
	struct report *report, uint32_t by, const struct service *service, int64_t asked_at_ms, const char *practice)
{
	struct group_key key;

	memset(&key, 0, sizeof(key)); /* the padding too: keys are compared as bytes */
	if (asked_at_ms != 0)
		key.month = report_month_key(report, asked_at_ms);
	if (by & SET_OF(BY_TREATMENT_FUNCTION))
		key.first = service->treatment_function;
	if (by & SET_OF(BY_NEIGHBOURHOOD))
		key.neighbourhood = service->neighbourhood_key;
	if (by & SET_OF(BY_PRACTICE))
		memcpy(key.organisation, practice, strlen(practice));
	return key;
}

struct text report_function_name(int32_t treatment_function)
{
	const struct treatment_function *function = treatment_function_find(treatment_function);

	return function ? text_of(function->name) : (struct text){0};
}

enum error report_fill_keys(struct report *report, const struct group_key *key, const struct key_fields *fields)
{
	if (report->by & SET_OF(BY_MONTH)) {
		*fields->month = report_month_text(report, key->month);
		if (!fields->month->data)
			return ERROR_BUSY;
	}
	*fields->treatment_function = key->first;
	*fields->treatment_function_name = report_function_name(key->first);
	*fields->neighbourhood = report_neighbourhood_of(report, key->neighbourhood);
	memcpy(fields->practice->text, key->organisation, sizeof(fields->practice->text));
	return OK;
}
