/* report.relationships: how the named people of a link talk; for them and their coordinator. */
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "core/report_rules.h"
#include "store/sqlite/report.h"
#include "store/sqlite/statement.h"

struct pair {
	struct pair_row row;
	struct samples replies;
};

struct relationship {
	struct report *report;
	struct conversation_id conversation;
	struct map *map;   /* of struct pair, by both handles */
	struct rows pairs; /* struct pair * */
	struct relationship_row *row;
};

/* --- pairs ----------------------------------------------------------------------------------------------------------- */

struct pair_key {
	struct person_id clinician, specialist;
};

static struct pair *find_pair(const struct relationship *link, const char *clinician, const char *specialist)
{
	struct pair_key key;

	memset(&key, 0, sizeof(key));
	memcpy(key.clinician.text, clinician, strlen(clinician));
	memcpy(key.specialist.text, specialist, strlen(specialist));
	return map_find(link->map, (struct text){(const char *)&key, sizeof(key)});
}

static enum error add_pair(struct relationship *link, const struct pair_key *key, struct pair **made)
{
	struct pair *pair = arena_take(link->report->query->arena, sizeof(*pair));
	struct pair **place = pair ? rows_add(&link->pairs) : NULL;
	enum error error;

	if (!place)
		return ERROR_BUSY;
	*place = pair;
	pair->row.clinician = key->clinician;
	pair->row.specialist = key->specialist;
	error = map_set(link->map, (struct text){(const char *)key, sizeof(*key)}, pair, NULL);
	if (error == OK)
		*made = pair;
	return error;
}

/* --- what happened --------------------------------------------------------------------------------------------------- */

static enum error count_case(struct relationship *link, struct sql *sql)
{
	struct pair_key key;
	struct pair *pair;
	enum error error = OK;

	memset(&key, 0, sizeof(key));
	sql_get_string(sql, key.clinician.text, sizeof(key.clinician.text));
	sql_get_string(sql, key.specialist.text, sizeof(key.specialist.text));
	pair = find_pair(link, key.clinician.text, key.specialist.text);
	if (!pair)
		error = add_pair(link, &key, &pair);
	if (error != OK)
		return error;
	int64_t reply_and_one = sql_get_integer(sql);
	pair->row.cases++;
	pair->row.to_specialist += sql_get_integer(sql);
	pair->row.to_clinician += sql_get_integer(sql);
	return reply_and_one > 0 ? samples_add(&pair->replies, reply_and_one - 1) : OK;
}

static enum error read_cases(struct relationship *link)
{
	struct sql sql = sql_use(link->report->query->connection,
		"SELECT t.opened_by, t.asked, c.reply_ms + 1, a.sent, s.sent FROM threads AS t"
		" JOIN cases AS c ON c.neighbourhood = coalesce(t.neighbourhood, '')"
		" AND c.treatment_function = t.treatment_function AND c.asked_at = t.opened_at"
		" AND c.thread = t.id"
		" LEFT JOIN reads AS a ON a.thread = t.id AND a.person = t.opened_by"
		" LEFT JOIN reads AS s ON s.thread = t.id AND s.person = t.asked"
		" WHERE t.conversation = ? AND t.kind = 1 AND t.opened_at >= ? AND t.opened_at < ?"
		" ORDER BY t.opened_at");
	enum error error = OK;

	sql_put_integer(&sql, link->conversation.pos);
	sql_put_integer(&sql, link->report->from_ms);
	sql_put_integer(&sql, link->report->until_ms);
	while (error == OK && sql_step(&sql))
		error = count_case(link, &sql);
	enum error done = sql_done(&sql);
	return error == OK ? done : error;
}

static enum error read_thanks(struct relationship *link)
{
	struct sql sql = sql_use(link->report->query->connection,
		"SELECT person, author, count(*) FROM thanks WHERE conversation = ? AND at >= ? AND at < ?"
		" GROUP BY person, author");

	sql_put_integer(&sql, link->conversation.pos);
	sql_put_integer(&sql, link->report->from_ms);
	sql_put_integer(&sql, link->report->until_ms);
	while (sql_step(&sql)) {
		struct person_id by, to;

		sql_get_string(&sql, by.text, sizeof(by.text));
		sql_get_string(&sql, to.text, sizeof(to.text));
		int64_t count = sql_get_integer(&sql);
		struct pair *pair = find_pair(link, by.text, to.text);
		pair = pair ? pair : find_pair(link, to.text, by.text);
		link->row->thanks += count;
		if (pair)
			pair->row.thanks += count;
	}
	return sql_done(&sql);
}

static enum error read_topics(struct relationship *link)
{
	struct sql sql = sql_use(link->report->query->connection, "SELECT sum(topics), sum(grown_topics) FROM link_days"
								  " WHERE conversation = ? AND day BETWEEN ? AND ?");

	sql_put_integer(&sql, link->conversation.pos);
	sql_put_integer(&sql, link->report->from);
	sql_put_integer(&sql, link->report->until);
	if (sql_step(&sql)) {
		link->row->topics = sql_get_integer(&sql);
		link->row->questions_became_topics = sql_get_integer(&sql);
	}
	return sql_done(&sql);
}

/* --- the rows -------------------------------------------------------------------------------------------------------- */

static enum error read_name(struct relationship *link, const struct person_id *person, struct text *name)
{
	struct sql sql = sql_use(link->report->query->connection, "SELECT display_name FROM people WHERE id = ?");

	sql_put_string(&sql, person->text);
	*name = (struct text){person->text, strlen(person->text)};
	if (sql_step(&sql))
		*name = sql_get_text(&sql, link->report->query->arena);
	return sql_done(&sql);
}

static int compare_pairs(const void *a, const void *b)
{
	const struct pair_row *left = &(*(const struct pair *const *)a)->row;
	const struct pair_row *right = &(*(const struct pair *const *)b)->row;
	int order = (left->cases < right->cases) - (left->cases > right->cases);

	if (order == 0)
		order = strcmp(left->clinician.text, right->clinician.text);
	return order != 0 ? order : strcmp(left->specialist.text, right->specialist.text);
}

static enum error list_pairs(struct relationship *link)
{
	struct pair **pairs = (struct pair **)(void *)link->pairs.items;
	struct rows list = rows_of(link->report->query->arena, sizeof(struct pair_row));
	enum error error = OK;

	if (link->pairs.count > 0)
		qsort(pairs, link->pairs.count, sizeof(*pairs), compare_pairs);
	for (size_t i = 0; error == OK && i < link->pairs.count; i++) {
		const struct samples *replies = &pairs[i]->replies;
		struct pair_row *row = rows_add(&list);

		if (!row)
			return ERROR_BUSY;
		*row = pairs[i]->row;
		link->row->cases += row->cases;
		link->row->repeat_pairs += row->cases > 1;
		if (replies->count > 0)
			row->median_hours = decimal_of(report_hours(report_median(replies->values, replies->count)));
		error = read_name(link, &pairs[i]->row.clinician, &row->clinician_name);
		if (error == OK)
			error = read_name(link, &pairs[i]->row.specialist, &row->specialist_name);
	}
	link->row->pairs = (int64_t)link->pairs.count;
	link->row->people = rows_list(&list);
	return error;
}

static enum error read_link(struct report *report, struct conversation_id conversation, struct relationship_row *row)
{
	struct relationship link = {.report = report,
		.conversation = conversation,
		.map = map_new(),
		.pairs = rows_of(report->query->arena, sizeof(struct pair *)),
		.row = row};
	enum error error = link.map ? read_cases(&link) : ERROR_BUSY;

	if (error == OK)
		error = read_thanks(&link);
	if (error == OK)
		error = read_topics(&link);
	if (error == OK)
		error = list_pairs(&link);
	struct pair **pairs = (struct pair **)(void *)link.pairs.items;
	for (size_t i = 0; i < link.pairs.count; i++)
		samples_deinit(&pairs[i]->replies);
	map_free(link.map, NULL);
	return error;
}

/* Links that the reader takes part in, on either side, and those of a coordinator's neighbourhood. */
static enum error read_links(struct report *report, struct list *rows)
{
	const struct person_facts *actor = &report->query->facts->actor;
	struct rows list = rows_of(report->query->arena, sizeof(struct relationship_row));
	struct sql sql = sql_use(report->query->connection,
		"SELECT l.conversation, l.id, l.name FROM links AS l WHERE l.conversation IN"
		" (SELECT m.conversation FROM members AS m WHERE m.person = ?)"
		" OR (? AND l.neighbourhood = ?) ORDER BY l.id");

	sql_put_string(&sql, actor->id.text);
	sql_put_integer(&sql, (actor->roles & SET_OF(ROLE_COORDINATOR)) != 0);
	sql_put_string(&sql, actor->neighbourhood.text);
	while (sql.error == OK && sql_step(&sql)) {
		struct relationship_row *row = rows_add(&list);
		struct conversation_id conversation;

		if (!row) {
			sql.error = ERROR_BUSY;
			break;
		}
		conversation.pos = sql_get_integer(&sql);
		row->link.pos = sql_get_integer(&sql);
		row->name = sql_get_text(&sql, report->query->arena);
		if (sql.error == OK)
			sql.error = read_link(report, conversation, row);
	}
	*rows = rows_list(&list);
	return sql_done(&sql);
}

enum error query_report_relationships(
	struct query *query, const struct report_relationships_args *args, struct report_relationships_result *result)
{
	struct report report;
	enum error error = report_begin(&report, query, NULL, args->from, args->until, REACH_LOCAL);

	if (error == OK)
		error = read_links(&report, &result->rows);
	report_end(&report);
	return error;
}
