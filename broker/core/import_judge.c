#include "core/import_judge.h"

#include <string.h>

#include "base/text.h"

/* --- one member ------------------------------------------------------------------------------------------------------- */

void judgement_reject(struct judgement *judgement, const char *field, struct text reason)
{
	judgement->fate = FATE_REJECTED;
	judgement->field = field;
	judgement->reason = reason;
}

static const struct field *field_named(const struct record_type *type, const char *name)
{
	for (size_t i = 0; i < type->field_count; i++) {
		if (strcmp(type->fields[i].name, name) == 0) {
			return &type->fields[i];
		}
	}
	return NULL;
}

bool judgement_read(struct judgement *judgement, const struct record_type *args, const char *name, struct text typed,
	void *as, struct arena *arena, enum error *error)
{
	const struct field *field = field_named(args, name);
	struct text trimmed = text_trim(typed);
	const char *problem = "is missing.";
	if (!field) {
		*error = ERROR_INTERNAL;
		return false;
	}
	if (trimmed.length == 0 && !field->required) {
		return true;
	}
	if (trimmed.length > 0 && value_parse(field, trimmed, (char *)as + field->offset, &problem) == OK) {
		return true;
	}
	judgement_reject(judgement, field->name, arena_format(arena, "%s %s", field->name, problem));
	*error = judgement->reason.data ? OK : ERROR_BUSY;
	return false;
}

bool judgement_next_part(struct text *rest, struct text *part)
{
	while (rest->length > 0) {
		const char *end = memchr(rest->data, ';', rest->length);
		size_t length = end ? (size_t)(end - rest->data) : rest->length;
		*part = text_trim((struct text){rest->data, length});
		rest->data += length + (end != NULL);
		rest->length -= length + (end != NULL);
		if (part->length > 0) {
			return true;
		}
	}
	return false;
}

/* --- what is known ---------------------------------------------------------------------------------------------------- */

static const void *find_at(const struct list *list, size_t item_size, size_t id_offset, const char *id)
{
	size_t from = 0, behind = list->count;
	while (from < behind) {
		size_t middle = from + (behind - from) / 2;
		const char *item = (const char *)list->items + middle * item_size;
		int order = strcmp(item + id_offset, id);
		if (order == 0) {
			return item;
		}
		if (order < 0) {
			from = middle + 1;
		} else {
			behind = middle;
		}
	}
	return NULL;
}

const void *import_find(const struct list *list, size_t item_size, const char *id)
{
	return find_at(list, item_size, 0, id);
}

const struct person_facts *import_find_person(const struct import_facts *import, const struct person_id *id)
{
	return find_at(&import->people, sizeof(struct person_facts), offsetof(struct person_facts, id), id->text);
}

/* --- lines that meet each other --------------------------------------------------------------------------------------- */

/* What lines are about, to find two about the same: open addressing, at most half full. */
struct subjects {
	const struct judgement **places;
	size_t count; /* a power of two */
	bool are_people;
};

static uint64_t mix(uint64_t hash, const char *id)
{
	for (; *id; id++) {
		hash = (hash ^ (unsigned char)*id) * 1099511628211u; /* FNV-1a */
	}
	return hash;
}

static uint64_t hash_of(const struct subjects *subjects, const struct judgement *judgement)
{
	const uint64_t basis = 14695981039346656037u;
	if (subjects->are_people) {
		return mix(basis, judgement->as.person.person.text);
	}
	return mix(basis, judgement->as.link.neighbourhood.text) ^ (uint64_t)judgement->as.link.treatment_function;
}

static bool are_about_the_same(const struct subjects *subjects, const struct judgement *a, const struct judgement *b)
{
	if (subjects->are_people) {
		return strcmp(a->as.person.person.text, b->as.person.person.text) == 0;
	}
	return strcmp(a->as.link.neighbourhood.text, b->as.link.neighbourhood.text) == 0 &&
	       a->as.link.treatment_function == b->as.link.treatment_function;
}

/* An earlier line about the same, or NULL after remembering this one. */
static const struct judgement *find_or_add(struct subjects *subjects, const struct judgement *judgement)
{
	size_t at = hash_of(subjects, judgement) & (subjects->count - 1);
	while (subjects->places[at]) {
		if (are_about_the_same(subjects, subjects->places[at], judgement)) {
			return subjects->places[at];
		}
		at = (at + 1) & (subjects->count - 1);
	}
	subjects->places[at] = judgement;
	return NULL;
}

/* Of lines about the same, all but the first are rejected. Lines rejected already do not count. */
static enum error reject_repeated(struct judgement *judgements, size_t count, struct arena *arena, bool are_people)
{
	struct subjects subjects = {.count = 2, .are_people = are_people};
	while (subjects.count < 2 * count) {
		subjects.count *= 2;
	}
	subjects.places = arena_take(arena, subjects.count * sizeof *subjects.places);
	if (!subjects.places) {
		return ERROR_BUSY;
	}
	for (size_t i = 0; i < count; i++) {
		bool is_sound = judgements[i].fate != FATE_REJECTED;
		const struct judgement *first = is_sound ? find_or_add(&subjects, &judgements[i]) : NULL;
		if (!first) {
			continue;
		}
		struct text reason = arena_format(arena, "Line %lld is about the same %s; leave one of them out.",
			(long long)first->line, are_people ? "person" : "link");
		judgement_reject(&judgements[i], are_people ? "person" : "treatment_function", reason);
		if (!reason.data) {
			return ERROR_BUSY;
		}
	}
	return OK;
}

static bool is_administrator(uint32_t roles)
{
	return roles & SET_OF(ROLE_ADMINISTRATOR);
}

/* When the lines together leave no administrator, those that take the role away are rejected. */
static void keep_an_administrator(const struct import_facts *import, struct judgement *judgements, size_t count)
{
	int64_t left = import->administrators;
	for (size_t i = 0; i < count; i++) {
		const struct judgement *judgement = &judgements[i];
		bool was = judgement->known && is_administrator(judgement->known->roles);
		bool is_shut_out = judgement->known && judgement->known->is_suspended;
		if (judgement->fate != FATE_REJECTED && !is_shut_out) {
			left += is_administrator(judgement->as.person.roles) - was;
		}
	}
	for (size_t i = 0; i < count && left <= 0; i++) {
		struct judgement *judgement = &judgements[i];
		if (judgement->fate == FATE_UPDATE && !is_administrator(judgement->as.person.roles) &&
			is_administrator(judgement->known->roles) && !judgement->known->is_suspended) {
			judgement_reject(judgement, "roles",
				text_of("No administrator would be left; give somebody else that role first."));
		}
	}
}

/* --- all of them ------------------------------------------------------------------------------------------------------ */

static enum error judge_people(const struct import_facts *import, struct arena *arena, struct judgement *judgements)
{
	const struct person_line *lines = import->person_lines.items;
	size_t count = import->person_lines.count;
	for (size_t i = 0; i < count; i++) {
		enum error error = judge_person(import, &lines[i], arena, &judgements[i]);
		if (error != OK) {
			return error;
		}
	}
	enum error error = reject_repeated(judgements, count, arena, true);
	keep_an_administrator(import, judgements, count);
	return error;
}

static enum error judge_links(const struct import_facts *import, struct arena *arena, struct judgement *judgements)
{
	const struct link_line *lines = import->link_lines.items;
	size_t count = import->link_lines.count;
	for (size_t i = 0; i < count; i++) {
		enum error error = judge_link(import, &lines[i], arena, &judgements[i]);
		if (error != OK) {
			return error;
		}
	}
	return reject_repeated(judgements, count, arena, false);
}

enum error import_judge(const struct import_facts *import, struct arena *arena, struct list *judgements)
{
	bool is_about_people = import->person_lines.count > 0;
	size_t count = is_about_people ? import->person_lines.count : import->link_lines.count;
	struct judgement *items = arena_take(arena, count * sizeof *items + 1);
	if (!items) {
		return ERROR_BUSY;
	}
	*judgements = (struct list){items, count};
	return is_about_people ? judge_people(import, arena, items) : judge_links(import, arena, items);
}

int64_t import_count(const struct list *judgements, enum import_fate fate)
{
	const struct judgement *items = judgements->items;
	int64_t count = 0;
	for (size_t i = 0; i < judgements->count; i++) {
		count += items[i].fate == fate;
	}
	return count;
}

struct text import_changes(const struct judgement *judgement, struct arena *arena)
{
	static const char *const names[] = {"display_name", "roles", "job_title", "professional_number", "organisation",
		"neighbourhood", "treatment_function"};
	struct text told = {0};
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (judgement->changed & (1u << i)) {
			told = arena_format(arena, "%.*s%s%s", TEXT_ARGS(told), told.length > 0 ? ", " : "", names[i]);
		}
	}
	return told;
}
