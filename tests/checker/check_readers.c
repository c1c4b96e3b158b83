/* I3, I4 and I5: what readers heard, held against the log. */
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

/* Whoever may not read something any more may still have it, and gets no second look at it; who came to it later, or was
 * shut out for a while, asks for it when they want it. */
static bool must_be_in(const struct reading *reading, const struct heard_event *heard, enum heard_how in)
{
	const struct log_line *line = log_view_at(reading->log, heard->pos);
	int64_t settled = reading->history->settled;

	if (!line || (settled && heard->pos > settled))
		return false;
	return access_always(reading->access, heard->person, line, in == HEARD_FRESH ? settled : heard->pos, INT64_MAX);
}

/* Everything of `of` must be in `in`, once. */
static void check_subset(const struct reading *reading, enum heard_how of, enum heard_how in, struct verdict *verdict)
{
	const struct history *history = reading->history;
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
		if (!map_find(there, place_key(heard)) && must_be_in(reading, heard, in))
			verdict_break(verdict, "%s %s the %s at %lld", heard->reader,
				in == HEARD_KEPT ? "never got" : "has, and a fresh look has not,", heard->event,
				(long long)heard->pos);
	}
	map_free(there, NULL);
}

void check_readers(const struct reading *reading, sqlite3 *db, struct verdicts *verdicts)
{
	const struct log_view *log = reading->log;
	const struct history *history = reading->history;

	check_sequences(log, &verdicts->of[3]);
	check_order(history, &verdicts->of[3]);
	check_values(log, db, history, &verdicts->of[4]);
	check_subset(reading, HEARD_KEPT, HEARD_FRESH, &verdicts->of[5]);
	check_subset(reading, HEARD_FRESH, HEARD_KEPT, &verdicts->of[5]);
}
