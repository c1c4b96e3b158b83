/* A line of an import about a link: core/import_judge.h. */
#include <string.h>

#include "base/text.h"
#include "core/import_judge.h"
#include "core/link.h"

/* Links are sorted by neighbourhood and treatment function. */
static const struct link_facts *find_link(const struct import_facts *import, const struct link_create_args *args)
{
	const struct link_facts *links = import->links.items;
	size_t from = 0, behind = import->links.count;
	while (from < behind) {
		size_t middle = from + (behind - from) / 2;
		int order = strcmp(links[middle].neighbourhood.text, args->neighbourhood.text);
		if (order == 0) {
			order = links[middle].treatment_function - args->treatment_function;
		}
		if (order == 0) {
			return &links[middle];
		}
		if (order < 0) {
			from = middle + 1;
		} else {
			behind = middle;
		}
	}
	return NULL;
}

/* --- specialists ------------------------------------------------------------------------------------------------------ */

static size_t count_parts(struct text typed)
{
	struct text rest = typed, part;
	size_t count = 0;
	while (judgement_next_part(&rest, &part)) {
		count++;
	}
	return count;
}

static bool stands_before(const struct person_id *people, size_t index)
{
	for (size_t i = 0; i < index; i++) {
		if (strcmp(people[i].text, people[index].text) == 0) {
			return true;
		}
	}
	return false;
}

static enum error reject_part(struct judgement *judgement, struct text part, const char *problem, struct arena *arena)
{
	struct text reason = arena_format(arena, "\"%.*s\" %s", TEXT_ARGS(text_cut(part, LIMIT_HANDLE_BYTES)), problem);
	judgement_reject(judgement, "specialists", reason);
	return reason.data ? OK : ERROR_BUSY;
}

/* Why somebody cannot be named, or NULL. */
static const char *problem_of(const struct import_facts *import, const struct person_id *people, size_t index)
{
	const struct person_facts *person = import_find_person(import, &people[index]);
	if (stands_before(people, index)) {
		return "is named twice.";
	}
	if (!person) {
		return "is nobody's id; import the people first.";
	}
	if (!(person->roles & SET_OF(ROLE_SPECIALIST)) || person->is_suspended) {
		return "is not an active specialist.";
	}
	return NULL;
}

static enum error read_specialists(
	const struct import_facts *import, struct text typed, struct arena *arena, struct judgement *judgement)
{
	static const struct field handle = {.name = "specialists", .kind = FIELD_KIND_PERSON};
	size_t count = count_parts(typed), at = 0;
	struct person_id *people = arena_take(arena, count * sizeof *people + 1);
	struct text rest = typed, part;
	if (!people) {
		return ERROR_BUSY;
	}
	if (count == 0) {
		judgement_reject(judgement, "specialists", text_of("specialists is missing."));
		return OK;
	}
	if (count > LIMIT_SPECIALISTS) {
		judgement_reject(judgement, "specialists", text_of("These are too many specialists for one link."));
		return OK;
	}
	while (judgement_next_part(&rest, &part)) {
		const char *problem = NULL;
		if (value_parse(&handle, part, &people[at], &problem) != OK) {
			return reject_part(judgement, part, problem, arena);
		}
		problem = problem_of(import, people, at);
		if (problem) {
			return reject_part(judgement, part, problem, arena);
		}
		at++;
	}
	judgement->as.link.specialists = (struct list){people, count};
	return OK;
}

/* --- the line --------------------------------------------------------------------------------------------------------- */

static enum error read_members(const struct link_line *line, struct arena *arena, struct judgement *judgement)
{
	const struct {
		const char *name;
		struct text typed;
	} members[] = {
		{"neighbourhood", line->neighbourhood},
		{"treatment_function", line->treatment_function},
		{"reply_working_days", line->reply_working_days},
		{"weekly_limit", line->weekly_limit},
		{"agreed_on", line->agreed_on},
		{"starts_on", line->starts_on},
		{"ends_on", line->ends_on},
	};
	for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
		enum error error = OK;
		if (!judgement_read(judgement, &link_create_args_record, members[i].name, members[i].typed,
			    &judgement->as.link, arena, &error)) {
			return error;
		}
	}
	return OK;
}

static bool are_the_same(const struct list *a, const struct list *b)
{
	const struct person_id *left = a->items, *right = b->items;
	if (a->count != b->count) {
		return false;
	}
	for (size_t i = 0; i < a->count; i++) {
		if (strcmp(left[i].text, right[i].text) != 0) {
			return false;
		}
	}
	return true;
}

static bool is_same(const struct link_create_args *as, const struct link_facts *link)
{
	return as->reply_working_days == link->reply_working_days && as->weekly_limit == link->weekly_limit &&
	       are_the_same(&as->specialists, &link->specialists);
}

/* As link.create has them: agreed before today, and not over before it begins or today. */
static void reject_days(const struct import_facts *import, struct judgement *judgement)
{
	const struct link_create_args *link = &judgement->as.link;
	if (link->agreed_on > import->today) {
		judgement_reject(judgement, "agreed_on", text_of("agreed_on is in the future."));
	} else if (link->ends_on && link->ends_on < link->starts_on) {
		judgement_reject(judgement, "ends_on", text_of("ends_on is before starts_on."));
	} else if (link->ends_on && link->ends_on < import->today) {
		judgement_reject(judgement, "ends_on", text_of("ends_on is past already."));
	}
}

/* No specialist can be reached without somebody behind them. */
static void reject_lonely(const struct place_facts *neighbourhood, struct judgement *judgement)
{
	int64_t specialists = (int64_t)judgement->as.link.specialists.count;
	if (judgement->fate != FATE_REJECTED && !link_has_somebody_behind(specialists, neighbourhood->coordinators)) {
		judgement_reject(judgement, "specialists",
			text_of("Nobody would stand behind the only specialist: name another one, or give the "
				"neighbourhood an active coordinator."));
	}
}

enum error judge_link(const struct import_facts *import, const struct link_line *line, struct arena *arena,
	struct judgement *judgement)
{
	*judgement = (struct judgement){.line = line->line,
		.subject =
			arena_format(arena, "%.*s %.*s", TEXT_ARGS(text_cut(line->neighbourhood, LIMIT_HANDLE_BYTES)),
				TEXT_ARGS(text_cut(line->treatment_function, 3)))};
	enum error error = judgement->subject.data ? read_members(line, arena, judgement) : ERROR_BUSY;
	if (error != OK || judgement->fate == FATE_REJECTED) {
		return error;
	}
	const struct place_facts *neighbourhood =
		import_find(&import->neighbourhoods, sizeof(struct place_facts), judgement->as.link.neighbourhood.text);
	if (!neighbourhood) {
		judgement_reject(judgement, "neighbourhood", text_of("There is no such neighbourhood."));
		return OK;
	}
	judgement->neighbourhood_name = neighbourhood->name;
	if (judgement->as.link.reply_working_days < 1) {
		judgement_reject(
			judgement, "reply_working_days", text_of("The agreed reply time is at least one working day."));
		return OK;
	}
	error = read_specialists(import, line->specialists, arena, judgement);
	if (error != OK || judgement->fate == FATE_REJECTED) {
		return error;
	}
	reject_days(import, judgement);
	reject_lonely(neighbourhood, judgement);
	if (judgement->fate == FATE_REJECTED) {
		return OK;
	}
	const struct link_facts *link = find_link(import, &judgement->as.link);
	judgement->fate = !link ? FATE_CREATE : FATE_UNCHANGED;
	if (link && !is_same(&judgement->as.link, link)) {
		judgement_reject(judgement, "treatment_function",
			text_of("There is such a link with other specialists, reply time or limit; an import does not "
				"change it."));
	}
	return OK;
}
