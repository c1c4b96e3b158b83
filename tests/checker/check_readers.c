/* I3, I4, I5 and I7: what readers heard, held against the log. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "tests/checker/check.h"

static struct map *new_map(void)
{
	struct map *map = map_new();

	if (!map)
		abort();
	return map;
}

static void put(struct map *map, struct text key, void *value)
{
	if (map_set(map, key, value, NULL) != OK)
		abort();
}

/* --- I3: order ---------------------------------------------------------------------------------------------------- */

static struct text number_key(int64_t number)
{
	static int64_t key;

	key = number;
	return (struct text){(const char *)&key, sizeof key};
}

static void check_sequences(const struct log_view *log, struct verdict *verdict)
{
	struct map *last = new_map(); /* conversation -> its newest line so far */

	for (size_t i = 0; i < log->count; i++) {
		struct log_line *line = &log->lines[i];
		const struct log_line *before = map_find(last, number_key(line->conversation));
		int64_t expected = before ? before->seq + 1 : 1;

		verdict->looked_at++;
		if (line->pos != (int64_t)i + 1)
			verdict_break(verdict, "position %zu of the log is not there", i + 1);
		if (!line->conversation)
			continue;
		if (line->seq != expected)
			verdict_break(verdict, "conversation c%lld goes on with %lld where %lld is expected",
				(long long)line->conversation, (long long)line->seq, (long long)expected);
		put(last, number_key(line->conversation), line);
	}
	map_free(last, NULL);
}

static void check_order(const struct history *history, struct verdict *verdict)
{
	struct map *last = new_map(); /* reader -> what came before */

	for (size_t i = 0; i < history->heard_count; i++) {
		struct heard_event *heard = &history->heard[i];
		const struct heard_event *before = map_find(last, text_of(heard->reader));

		if (heard->how != HEARD_LIVE)
			continue;
		verdict->looked_at++;
		if (before && before->pos >= heard->pos)
			verdict_break(verdict, "%s heard %lld after %lld", heard->reader, (long long)heard->pos,
				(long long)before->pos);
		put(last, text_of(heard->reader), heard);
	}
	map_free(last, NULL);
}

/* --- I4: one value ------------------------------------------------------------------------------------------------ */

/* Words that were destroyed meanwhile, with their message, make two looks at the same event differ, and only they. */
static bool had_words_destroyed(sqlite3 *db, const struct log_line *line)
{
	bool is_amendment = line->row->kind == EVENT_message_amended;
	int64_t pos = is_amendment ? ((const struct message_amended_data *)line->data)->message.pos : line->pos;
	sqlite3_stmt *statement = NULL;
	bool is_redacted = false;

	if (sqlite3_prepare_v2(db, "SELECT 1 FROM redactions WHERE message = ?", -1, &statement, NULL) == SQLITE_OK) {
		sqlite3_bind_int64(statement, 1, pos);
		is_redacted = sqlite3_step(statement) == SQLITE_ROW;
	}
	sqlite3_finalize(statement);
	return is_redacted;
}

static void check_value(const struct log_view *log, sqlite3 *db, const struct heard_event *heard,
	const struct heard_event *before, struct verdict *verdict)
{
	const struct log_line *line = log_view_at(log, heard->pos);
	const char *reader = heard->reader;
	long long pos = heard->pos;

	verdict->looked_at++;
	if (!line)
		verdict_break(verdict, "%s heard %lld, which is not in the log", reader, pos);
	else if (strcmp(line->row->wire, heard->event) != 0)
		verdict_break(verdict, "%s heard %lld as %s, which is %s", reader, pos, heard->event, line->row->wire);
	else if (line->conversation != heard->conversation || line->seq != heard->seq || line->thread != heard->thread)
		verdict_break(verdict, "%s heard %lld at another place than it stands", reader, pos);
	else if (heard->words[0] != '-' && line->words[0] != '-' && strcmp(heard->words, line->words) != 0)
		verdict_break(verdict, "%s heard %lld with other words than it has", reader, pos);
	else if (before && strcmp(before->value, heard->value) != 0 && !had_words_destroyed(db, line))
		verdict_break(verdict, "%s heard %lld otherwise than %s did", reader, pos, before->reader);
}

static void check_values(
	const struct log_view *log, sqlite3 *db, const struct history *history, struct verdict *verdict)
{
	struct map *first = new_map(); /* pos -> who heard it first */

	for (size_t i = 0; i < history->heard_count; i++) {
		struct heard_event *heard = &history->heard[i];
		const struct heard_event *before = map_find(first, number_key(heard->pos));

		check_value(log, db, heard, before, verdict);
		if (!before)
			put(first, number_key(heard->pos), heard);
	}
	map_free(first, NULL);
}

/* --- I5: the final state ------------------------------------------------------------------------------------------ */

static struct text place_key(const struct heard_event *heard)
{
	static char key[128];

	snprintf(key, sizeof key, "%s %lld", heard->reader, (long long)heard->pos);
	return text_of(key);
}

/* Everything of `of` must be in `in`, once. */
static void check_subset(const struct history *history, enum heard_how of, enum heard_how in, struct verdict *verdict)
{
	struct map *there = new_map();

	for (size_t i = 0; i < history->heard_count; i++) {
		struct heard_event *heard = &history->heard[i];

		if (heard->how != in)
			continue;
		if (map_find(there, place_key(heard)))
			verdict_break(verdict, "%s has %lld twice", heard->reader, (long long)heard->pos);
		put(there, place_key(heard), heard);
	}
	for (size_t i = 0; i < history->heard_count; i++) {
		const struct heard_event *heard = &history->heard[i];

		if (heard->how != of)
			continue;
		verdict->looked_at++;
		if (!map_find(there, place_key(heard)))
			verdict_break(verdict, "%s %s the %s at %lld", heard->reader,
				in == HEARD_KEPT ? "never got" : "has, and a fresh look has not,", heard->event,
				(long long)heard->pos);
	}
	map_free(there, NULL);
}

/* --- I7: membership ------------------------------------------------------------------------------------------------ */

static void add_member(struct map *members, int64_t conversation, const char *person)
{
	char key[128];

	snprintf(key, sizeof key, "%lld %s", (long long)conversation, person);
	put(members, text_of(key), members); /* only the key counts */
}

/* Who is a member from which event on, thought out anew from the log: the specialists of a link, and the clinicians of its
 * neighbourhood, whichever was there first; and whom an MDT lists. */
static void add_team(struct map *members, const struct log_view *log, const struct log_line *at)
{
	for (const struct log_line *line = log->lines; line <= at; line++) {
		const struct log_line *link = line->row->kind == EVENT_link_created ? line : at;
		const struct log_line *person = line->row->kind == EVENT_link_created ? at : line;
		const struct link_created_data *linked = link->data;
		const struct person_created_data *created = person->data;

		if (link->row->kind != EVENT_link_created || person->row->kind != EVENT_person_created)
			continue;
		if ((created->roles & SET_OF(ROLE_INT_CLINICIAN)) &&
			strcmp(created->neighbourhood.text, linked->neighbourhood.text) == 0)
			add_member(members, link->conversation, created->person.text);
	}
}

static void add_people(struct map *members, const struct log_line *line, const struct list *people)
{
	const struct person_id *ids = people->items;

	for (size_t i = 0; i < people->count; i++)
		add_member(members, line->conversation, ids[i].text);
}

static struct map *find_members(const struct log_view *log)
{
	struct map *members = new_map();

	for (size_t i = 0; i < log->count; i++) {
		const struct log_line *line = &log->lines[i];

		if (line->row->kind == EVENT_link_created)
			add_people(members, line, &((const struct link_created_data *)line->data)->specialists);
		if (line->row->kind == EVENT_mdt_created)
			add_people(members, line, &((const struct mdt_created_data *)line->data)->members);
		if (line->row->kind == EVENT_link_created || line->row->kind == EVENT_person_created)
			add_team(members, log, line);
	}
	return members;
}

static bool may_hear(const struct map *members, const struct log_line *line, const struct heard_event *heard)
{
	char key[128];

	snprintf(key, sizeof key, "%lld %s", (long long)line->conversation, heard->person);
	return line->row->audience == AUDIENCE_MEMBERS && map_find(members, text_of(key)) != NULL;
}

static bool is_administrator(const struct log_view *log, const char *person)
{
	for (size_t i = 0; i < log->count; i++) {
		const struct person_created_data *created = log->lines[i].data;

		if (log->lines[i].row->kind == EVENT_person_created && strcmp(created->person.text, person) == 0)
			return (created->roles & SET_OF(ROLE_ADMINISTRATOR)) != 0;
	}
	return false;
}

/* What only members may do. */
static bool is_said_by_members(enum event_kind kind)
{
	static const enum event_kind kinds[] = {EVENT_case_asked, EVENT_topic_opened, EVENT_message_sent,
		EVENT_message_amended, EVENT_case_answered, EVENT_case_information_requested, EVENT_case_referred,
		EVENT_case_closed, EVENT_case_reopened, EVENT_read_marked, EVENT_message_thanked};

	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		if (kinds[i] == kind)
			return true;
	}
	return false;
}

static void check_speakers(
	const struct log_view *log, const struct history *history, const struct map *members, struct verdict *verdict)
{
	for (size_t i = 0; i < log->count; i++) {
		const struct log_line *line = &log->lines[i];
		struct heard_event heard = {0};

		if (line->pos <= history->since || !is_said_by_members(line->row->kind))
			continue;
		verdict->looked_at++;
		memcpy(heard.person, line->by, sizeof heard.person);
		if (!may_hear(members, line, &heard))
			verdict_break(verdict, "%s, no member, said the %s at %lld", line->by, line->row->wire,
				(long long)line->pos);
	}
}

static void check_members(const struct log_view *log, const struct history *history, struct verdict *verdict)
{
	struct map *members = find_members(log);

	check_speakers(log, history, members, verdict);
	for (size_t i = 0; i < history->heard_count; i++) {
		const struct heard_event *heard = &history->heard[i];
		const struct log_line *line = log_view_at(log, heard->pos);

		verdict->looked_at++;
		if (!line || may_hear(members, line, heard))
			continue;
		if (line->row->audience != AUDIENCE_ADMINISTRATORS || !is_administrator(log, heard->person))
			verdict_break(verdict, "%s heard the %s at %lld, which is not for %s", heard->reader,
				line->row->wire, (long long)line->pos, heard->person);
	}
	map_free(members, NULL);
}

void check_readers(const struct log_view *log, sqlite3 *db, const struct history *history, struct verdicts *verdicts)
{
	check_sequences(log, &verdicts->of[3]);
	check_order(history, &verdicts->of[3]);
	check_values(log, db, history, &verdicts->of[4]);
	check_subset(history, HEARD_KEPT, HEARD_FRESH, &verdicts->of[5]);
	check_subset(history, HEARD_FRESH, HEARD_KEPT, &verdicts->of[5]);
	check_members(log, history, &verdicts->of[7]);
}
