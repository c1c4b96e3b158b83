#include "core/report_rules.h"

#include "base/calendar.h"
#include "core/treatment_function.h"

static int64_t divided(int64_t dividend, int64_t divisor)
{
	return (dividend + divisor / 2) / divisor;
}

/* --- beyond the board ------------------------------------------------------------------------------------------------ */

/* The bits of a draw, each used once. */
enum { ROUNDING_BITS = 32, WITHHOLDING_AT = 32, STEPPING_AT = 36, DIRECTION_AT = 39, FURTHER_AT = 40 };

static bool has_bits(uint64_t draw, int at, int count)
{
	return (draw >> at & ((1u << count) - 1)) == 0;
}

/* Up as often as it takes to be right on average. */
static int64_t rounded(int64_t count, uint64_t draw)
{
	int64_t over = count % COUNT_ROUNDED_TO;
	bool is_up = (int64_t)((draw & UINT32_MAX) % COUNT_ROUNDED_TO) < over;
	return count - over + (is_up ? COUNT_ROUNDED_TO : 0);
}

/* One time in eight a step up or down, and each further step half as often. */
static int64_t steps(uint64_t draw)
{
	if (!has_bits(draw, STEPPING_AT, 3)) {
		return 0;
	}
	int64_t count = 1;
	for (int at = FURTHER_AT; at < 64 && has_bits(draw, at, 1); at++) {
		count++;
	}
	return draw >> DIRECTION_AT & 1 ? count : -count;
}

void report_hide(struct hidden_count *hidden, int64_t count, uint64_t draw)
{
	if (count <= 0) {
		return;
	}
	int64_t disturbed = rounded(count, draw);
	if (count >= COUNT_SHOWN_FROM) {
		disturbed += steps(draw) * COUNT_ROUNDED_TO;
	}
	bool is_withheld =
		count < COUNT_SHOWN_FROM || disturbed < COUNT_SHOWN_FROM || has_bits(draw, WITHHOLDING_AT, 4);
	hidden->sum += disturbed;
	hidden->least += is_withheld ? 1 : COUNT_SHOWN_FROM;
}

int64_t report_shown(const struct hidden_count *hidden)
{
	if (hidden->least == 0) {
		return 0;
	}
	bool is_shown = hidden->least >= COUNT_SHOWN_FROM && hidden->sum >= COUNT_SHOWN_FROM;
	return is_shown ? hidden->sum : COUNT_WITHHELD;
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

int64_t report_whole_hours(int64_t duration_ms)
{
	return divided(duration_ms, MS_PER_HOUR) * 100;
}

int64_t report_scaled(int64_t per_week, int64_t population)
{
	return divided(per_week * population * 100, EXPECTED_PER_POPULATION);
}

int64_t report_weeks(int64_t days)
{
	return divided(days * 100, 7);
}

struct decimal report_percent_of_expected(int64_t count, int64_t expected_per_week, int64_t days)
{
	/* count / (expected / 100 * days / 7), in hundredths of a percent */
	int64_t expected = expected_per_week * days;
	return expected > 0 ? decimal_of(divided(count * 100 * 100 * 100 * 7, expected)) : (struct decimal){0};
}
