/* Rows that are grouped by keys. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "core/report_rules.h"
#include "store/sqlite/report.h"

/* A report of more rows than this is read by nobody; and it would not fit into an answer. */
enum { ROWS_LIMIT = 5000, SAMPLES_AT_FIRST = 64 };

static enum error add_group(struct report *report, const struct group_key *key, size_t row_size, struct group **made)
{
	struct group *group = arena_take(report->query->arena, sizeof(*group));
	void *row = arena_take(report->query->arena, row_size);
	struct group **place = group && row ? rows_add(&report->ordered) : NULL;
	enum error error;

	if (!place)
		return ERROR_BUSY;
	*place = group;
	group->key = *key;
	group->row = row;
	error = map_set(report->groups, (struct text){(const char *)key, sizeof(*key)}, group, NULL);
	if (error != OK)
		return error;
	*made = group;
	return OK;
}

enum error report_group(struct report *report, const struct group_key *key, size_t row_size, struct group **group)
{
	if (!report->last || memcmp(&report->last->key, key, sizeof(*key)) != 0)
		report->last = map_find(report->groups, (struct text){(const char *)key, sizeof(*key)});
	if (!report->last) {
		enum error error;

		if (report->ordered.count >= ROWS_LIMIT)
			return query_refuse(report->query, "args.until",
				"These would be more rows than a report can have. Take a shorter time, or"
				" fewer groups.");
		error = add_group(report, key, row_size, &report->last);
		if (error != OK)
			return error;
	}
	*group = report->last;
	return OK;
}

enum error samples_add(struct samples *samples, int64_t value)
{
	if (samples->count == samples->capacity) {
		size_t capacity = samples->capacity ? samples->capacity * 2 : SAMPLES_AT_FIRST;
		int64_t *grown = samples->values ? memory_resize(samples->values, capacity * sizeof(*grown))
						 : memory_new(capacity * sizeof(*grown));

		if (!grown)
			return ERROR_BUSY;
		samples->values = grown;
		samples->capacity = capacity;
	}
	samples->values[samples->count++] = value;
	return OK;
}

void samples_deinit(struct samples *samples)
{
	memory_free(samples->values);
	*samples = (struct samples){0};
}

static int compare_groups(const void *a, const void *b)
{
	const struct group_key *left = &(*(const struct group *const *)a)->key;
	const struct group_key *right = &(*(const struct group *const *)b)->key;
	const int32_t orders[] = {left->month - right->month, left->first - right->first, left->second - right->second,
		left->third - right->third, left->neighbourhood - right->neighbourhood};

	for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++) {
		if (orders[i] != 0)
			return orders[i];
	}
	return strcmp(left->organisation, right->organisation);
}

struct group **report_sorted(struct report *report, size_t *count)
{
	struct group **groups = (struct group **)(void *)report->ordered.items;

	*count = report->ordered.count;
	if (*count > 0)
		qsort(groups, *count, sizeof(*groups), compare_groups);
	return groups;
}

enum error report_rows(struct report *report, const struct record_type *type, struct list *rows)
{
	struct rows list = rows_of(report->query->arena, type->size);
	size_t count;
	struct group **groups = report_sorted(report, &count);

	for (size_t i = 0; i < count; i++) {
		void *row = rows_add(&list);

		if (!row)
			return ERROR_BUSY;
		if (report->is_beyond)
			report_withhold(type, groups[i]->row);
		memcpy(row, groups[i]->row, type->size);
	}
	*rows = rows_list(&list);
	return OK;
}

void report_end(struct report *report)
{
	struct group **groups = (struct group **)(void *)report->ordered.items;

	for (size_t i = 0; i < report->ordered.count; i++)
		samples_deinit(&groups[i]->samples);
	map_free(report->groups, NULL);
}

/* --- keys ------------------------------------------------------------------------------------------------------------ */

struct text report_month_text(struct report *report, int32_t month)
{
	return arena_format(report->query->arena, "%04d-%02d", month / 100, month % 100);
}

struct neighbourhood_id report_neighbourhood_of(const struct report *report, int32_t key)
{
	const struct service *services = report->services.items;

	return key > 0 ? services[key - 1].neighbourhood : (struct neighbourhood_id){0};
}
