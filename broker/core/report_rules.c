#include "core/report_rules.h"

#include "base/calendar.h"
#include "core/treatment_function.h"

static int64_t divided(int64_t dividend, int64_t divisor)
{
	return (dividend + divisor / 2) / divisor;
}

/* --- beyond the board ------------------------------------------------------------------------------------------------ */

int64_t report_count_beyond(int64_t count)
{
	if (count <= 0) {
		return count;
	}
	return count < COUNT_SHOWN_FROM ? COUNT_WITHHELD : divided(count, COUNT_ROUNDED_TO) * COUNT_ROUNDED_TO;
}

void report_withhold(const struct record_type *type, void *record)
{
	for (size_t i = 0; i < type->field_count; i++) {
		const struct field *field = &type->fields[i];
		if (field->kind == FIELD_KIND_COUNT) {
			int64_t *count = (int64_t *)(void *)((char *)record + field->offset);
			*count = report_count_beyond(*count);
		}
	}
}

/* What a count that is shown says of the true one. */
struct range {
	int64_t least, most;
};

static struct range range_of(int64_t shown)
{
	if (shown == COUNT_WITHHELD) {
		return (struct range){1, COUNT_SHOWN_FROM - 1};
	}
	int64_t least = shown - COUNT_ROUNDED_TO / 2, most = shown + COUNT_ROUNDED_TO / 2;
	if (shown == 0) {
		return (struct range){0, 0};
	}
	return (struct range){least > COUNT_SHOWN_FROM ? least : COUNT_SHOWN_FROM, most};
}

bool report_gives_away(int64_t shown_total, const int64_t *shown_parts, size_t count)
{
	struct range total = range_of(shown_total), parts = {0, 0};
	bool has_withheld = false;
	for (size_t i = 0; i < count; i++) {
		struct range part = range_of(shown_parts[i]);
		parts.least += part.least;
		parts.most += part.most;
		has_withheld = has_withheld || shown_parts[i] == COUNT_WITHHELD;
	}
	/* a withheld part has one value when all parts must be at their least, or all at their most */
	return has_withheld && shown_total != COUNT_WITHHELD &&
	       (total.most <= parts.least || total.least >= parts.most);
}

/* --- the middle of many ---------------------------------------------------------------------------------------------- */

static void swap(int64_t *a, int64_t *b)
{
	int64_t value = *a;
	*a = *b;
	*b = value;
}

/* Wirth's selection (Algorithms + Data Structures = Programs, 2.5): afterwards the value at place is the one that
 * sorting would put there, and none before it is greater. */
static int64_t select_place(int64_t *values, size_t count, size_t wanted)
{
	ptrdiff_t low = 0, high = (ptrdiff_t)count - 1, place = (ptrdiff_t)wanted;
	while (low < high) {
		int64_t pivot = values[place];
		ptrdiff_t left = low, right = high;
		while (left <= right) {
			for (; values[left] < pivot; left++) {}
			for (; values[right] > pivot; right--) {}
			if (left <= right) {
				swap(&values[left++], &values[right--]);
			}
		}
		low = right < place ? left : low;
		high = left > place ? right : high;
	}
	return values[place];
}

int64_t report_percentile(int64_t *values, size_t count, int percent)
{
	size_t rank = (count * (size_t)percent + 99) / 100;
	return select_place(values, count, rank > 0 ? rank - 1 : 0);
}

int64_t report_median(int64_t *values, size_t count)
{
	int64_t upper = select_place(values, count, count / 2);
	if (count % 2 == 1) {
		return upper;
	}
	int64_t lower = values[0];
	for (size_t i = 1; i < count / 2; i++) {
		lower = values[i] > lower ? values[i] : lower;
	}
	return divided(lower + upper, 2);
}

/* --- derived numbers ------------------------------------------------------------------------------------------------- */

int64_t report_hours(int64_t duration_ms)
{
	return divided(duration_ms * 100, MS_PER_HOUR);
}

int64_t report_scaled(int64_t per_week, int64_t population)
{
	return divided(per_week * population * 100, EXPECTED_PER_POPULATION);
}

int64_t report_weeks(int64_t days)
{
	return divided(days * 100, 7);
}

int64_t report_percent_of_expected(int64_t count, int64_t expected_per_week, int64_t days)
{
	/* count / (expected / 100 * days / 7), in hundredths of a percent */
	int64_t expected = expected_per_week * days;
	return expected > 0 ? divided(count * 100 * 100 * 100 * 7, expected) : 0;
}
