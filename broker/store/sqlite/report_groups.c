/* Rows that are grouped by keys. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "store/sqlite/report.h"
#include "store/sqlite/report_beyond.h"

/* A report of more rows than this is read by nobody; and it would not fit into an answer. */
enum { ROWS_LIMIT = 5000, SAMPLES_AT_FIRST = 64 };

static enum error add_group(struct report *report, const struct group_key *key, struct group **made)
{
	struct group *group = arena_take(report->query->arena, sizeof(*group));
	const struct record_type *type = report->shape->type;
	void *row = arena_take(report->query->arena, type->size);
	struct group **place = group && row ? rows_add(&report->ordered) : NULL;
	enum error error;

	if (place && report->is_beyond)
		group->keys = arena_take(report->query->arena, type->field_count * sizeof(*group->keys));
	if (!place || (report->is_beyond && !group->keys))
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

enum error report_group(struct report *report, const struct group_key *key, struct group **group)
{
	if (!report->last || memcmp(&report->last->key, key, sizeof(*key)) != 0)
		report->last = map_find(report->groups, (struct text){(const char *)key, sizeof(*key)});
	if (!report->last) {
		enum error error;

		if (report->ordered.count >= ROWS_LIMIT)
			return query_refuse(report->query, "args.until",
				"These would be more rows than a report can have. Take a shorter time, or"
				" fewer groups.");
		error = add_group(report, key, &report->last);
		if (error != OK)
			return error;
	}
	*group = report->last;
	return OK;
}

void report_count(const struct report *report, struct group *group, int64_t thread, const void *one)
{
	const struct record_type *type = report->shape->type;
	uint64_t key = report->is_beyond ? beyond_case_key(report, thread) : 0;

	for (size_t i = 0; i < type->field_count; i++) {
		const struct field *field = &type->fields[i];

		if (field->kind != FIELD_KIND_COUNT || *(const int64_t *)field_of(field, one) == 0)
			continue;
		++*(int64_t *)(void *)((char *)group->row + field->offset);
		if (report->is_beyond)
			group->keys[i] += key;
	}
}

enum error report_count_by(
	struct report *report, const struct group_key *key, int64_t thread, const void *one, struct group **group)
{
	enum error error = report_group(report, key, group);

	if (error == OK)
		report_count(report, *group, thread, one);
	return error;
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

/* --- order ----------------------------------------------------------------------------------------------------------- */

/* By all but the month. */
static int compare_rest(const struct group_key *left, const struct group_key *right)
{
	const int32_t orders[] = {left->first - right->first, left->second - right->second, left->third - right->third,
		left->neighbourhood - right->neighbourhood};

	for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++) {
		if (orders[i] != 0)
			return orders[i];
	}
	return strcmp(left->organisation, right->organisation);
}

static int compare_by_month(const void *a, const void *b)
{
	const struct group_key *left = &(*(const struct group *const *)a)->key;
	const struct group_key *right = &(*(const struct group *const *)b)->key;

	return left->month != right->month ? left->month - right->month : compare_rest(left, right);
}

/* The months of a group one behind the other. */
static int compare_by_rest(const void *a, const void *b)
{
	const struct group_key *left = &(*(const struct group *const *)a)->key;
	const struct group_key *right = &(*(const struct group *const *)b)->key;
	int order = compare_rest(left, right);

	return order != 0 ? order : left->month - right->month;
}

static struct group **sorted(struct report *report)
{
	struct group **groups = (struct group **)(void *)report->ordered.items;

	if (report->ordered.count > 0)
		qsort(groups, report->ordered.count, sizeof(struct group *),
			report->by & SET_OF(BY_MONTH) ? compare_by_month : compare_by_rest);
	return groups;
}

/* --- rows ------------------------------------------------------------------------------------------------------------ */

/* How many groups from the first on make one row. */
static size_t run_of(const struct report *report, struct group *const *groups, size_t count)
{
	size_t run = 1;

	while (!(report->by & SET_OF(BY_MONTH)) && run < count && compare_rest(&groups[0]->key, &groups[run]->key) == 0)
		run++;
	return run;
}

static enum error take_samples(struct group *to, const struct group *from)
{
	enum error error = OK;

	for (size_t i = 0; error == OK && i < from->samples.count; i++)
		error = samples_add(&to->samples, from->samples.values[i]);
	return error;
}

/* One row of the months of a group, in the first of them. */
static enum error fold(struct report *report, struct group **groups, size_t count)
{
	struct beyond beyond;
	enum error error = report->shape->name(report, groups[0], groups[0]->row);

	if (!report->is_beyond)
		return error;
	if (error == OK)
		error = beyond_begin(&beyond, report, report->shape->type, groups[0]->row);
	for (size_t i = 0; error == OK && i < count; i++) {
		error = beyond_add(&beyond, groups[i]->key.month, groups[i]->row, groups[i]->keys);
		if (error == OK && i > 0)
			error = take_samples(groups[0], groups[i]);
	}
	if (error == OK)
		beyond_show(&beyond, groups[0]->row);
	return error;
}

enum error report_rows(struct report *report, struct list *rows)
{
	const struct report_shape *shape = report->shape;
	struct rows list = rows_of(report->query->arena, shape->type->size);
	struct group **groups = sorted(report);
	enum error error = OK;

	for (size_t i = 0, run = 0; error == OK && i < report->ordered.count; i += run) {
		void *row = rows_add(&list);

		run = run_of(report, groups + i, report->ordered.count - i);
		error = row ? fold(report, groups + i, run) : ERROR_BUSY;
		if (error == OK && shape->finish)
			error = shape->finish(report, groups[i], groups[i]->row);
		if (error == OK)
			memcpy(row, groups[i]->row, shape->type->size);
	}
	*rows = rows_list(&list);
	return error;
}

void report_end(struct report *report)
{
	struct group **groups = (struct group **)(void *)report->ordered.items;

	for (size_t i = 0; i < report->ordered.count; i++)
		samples_deinit(&groups[i]->samples);
	map_free(report->groups, NULL);
}

/* --- keys ------------------------------------------------------------------------------------------------------------ */

int32_t report_month_key(struct report *report, int64_t time_ms)
{
	return report->by & SET_OF(BY_MONTH) || report->is_beyond ? month_of(&report->month, time_ms) : 0;
}

struct text report_month_text(struct report *report, int32_t month)
{
	return arena_format(report->query->arena, "%04d-%02d", month / 100, month % 100);
}

struct neighbourhood_id report_neighbourhood_of(const struct report *report, int32_t key)
{
	const struct service *services = report->services.items;

	return key > 0 ? services[key - 1].neighbourhood : (struct neighbourhood_id){0};
}
