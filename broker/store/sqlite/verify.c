/* Does the record still say what was written? Every event from the first, every word that is still kept. */
#include <string.h>

#include "base/map.h"
#include "base/memory.h"
#include "base/text.h"
#include "store/sqlite/chain.h"
#include "store/sqlite/encoding.h"
#include "store/sqlite/hooks.h"
#include "store/sqlite/log_read.h"
#include "store/sqlite/sqlite_store.h"
#include "store/sqlite/verify.h"
#include "store/sqlite/words.h"

struct verification {
	struct connection *connection;
	struct map *seqs; /* conversation -> its newest seq, int64_t on the heap */
	struct digest previous;
	int64_t began_after; /* 0: with the first event */
	int64_t last_pos;
	struct buffer header;
	struct sql words;  /* all of them, in the order of their events, walked beside the log */
	int64_t words_pos; /* the event of the one it stands at; 0: there is none left */
};

/* --- seq ---------------------------------------------------------------------------------------------------------- */

/* How far the conversation of an event had come before the walk began. The count is right when the number before this one
 * stands there; to look for the highest would be a walk through all that came since. */
static enum error seq_before(struct verification *verification, const struct event *event, int64_t *seq)
{
	int64_t pos = 0;
	enum error error;

	if (verification->began_after == 0 || event->seq <= 1)
		return OK;
	struct sql sql = sql_use(verification->connection, "SELECT pos FROM events WHERE conversation = ? AND seq = ?");
	sql_put_integer(&sql, event->conversation.pos);
	sql_put_integer(&sql, event->seq - 1);
	error = sql_number(&sql, &pos);
	if (pos > 0 && pos <= verification->began_after)
		*seq = event->seq - 1;
	return error;
}

static enum error seq_of(struct verification *verification, const struct event *event, int64_t **seq)
{
	int64_t conversation = event->conversation.pos;
	struct text key = {(const char *)&conversation, sizeof(conversation)};
	enum error error;

	*seq = map_find(verification->seqs, key);
	if (*seq)
		return OK;
	*seq = memory_new(sizeof(**seq));
	if (!*seq)
		return ERROR_BUSY;
	error = map_set(verification->seqs, key, *seq, NULL);
	if (error != OK) {
		memory_free(*seq);
		return error;
	}
	return seq_before(verification, event, *seq);
}

static enum error check_seq(struct verification *verification, const struct event *event, bool *is_good)
{
	int64_t *seq;
	enum error error;

	*is_good = event->seq == 0;
	if (event->conversation.pos == 0)
		return OK;
	error = seq_of(verification, event, &seq);
	if (error != OK)
		return error;
	*is_good = event->seq == *seq + 1;
	*seq = event->seq;
	return OK;
}

/* --- words -------------------------------------------------------------------------------------------------------- */

/* The digest that the chain holds for a field; absent when it holds none. */
static struct text digest_in(struct text data, struct text field)
{
	struct text name;
	struct text bytes;

	while (encoding_next(&data, &name, &bytes)) {
		struct text words_field = encoding_words_field(name);

		if (words_field.data && text_equal(words_field, field))
			return bytes;
	}
	return (struct text){0};
}

/* What class a field has ("patient.name": of a record inside). The class decides what a redaction destroys, and no digest
 * covers it. */
static enum field_class class_of(const struct record_type *type, struct text name)
{
	const char *dot = memchr(name.data, '.', name.length);
	struct text first = dot ? (struct text){name.data, (size_t)(dot - name.data)} : name;

	for (size_t i = 0; type && i < type->field_count; i++) {
		const struct field *field = &type->fields[i];

		if (!text_is(first, field->name))
			continue;
		if (!dot)
			return field->class;
		return class_of(field->record, (struct text){dot + 1, name.length - first.length - 1});
	}
	return CLASS_PLAIN;
}

static enum error check_field(const struct record_type *type, struct sql *sql, struct text data, bool *is_good)
{
	struct text field = sql_get_borrowed(sql);
	int64_t class = sql_get_integer(sql);
	struct text salt = sql_get_borrowed(sql);
	struct text bytes = sql_get_borrowed(sql);
	char hex[DIGEST_HEX_BYTES + 1];
	enum error error;

	*is_good = false;
	if (sql->error != OK || salt.length != SALT_BYTES || class != (int64_t)class_of(type, field))
		return sql->error;
	error = chain_words((const unsigned char *)salt.data, bytes, hex);
	*is_good = error == OK && text_equal(digest_in(data, field), text_of(hex));
	return error;
}

/* To the next words; sets words_pos. */
static void step_words(struct verification *verification)
{
	bool is_there = sql_step(&verification->words);

	verification->words_pos = is_there ? sql_get_integer(&verification->words) / WORDS_PER_EVENT : 0;
	/* An id below every event's, which belongs to none. */
	if (is_there && verification->words_pos <= 0)
		verification->words_pos = 1;
}

static enum error check_words(struct verification *verification, const struct log_row *row, bool *is_good)
{
	const struct event_row *event = event_find(row->kind_wire);
	enum error error = OK;

	/* What stands before belongs to no event: those before this one have had theirs. */
	*is_good = verification->words_pos == 0 || verification->words_pos >= row->event.pos;
	while (error == OK && *is_good && verification->words_pos == row->event.pos) {
		error = check_field(event ? event->data : NULL, &verification->words, row->data, is_good);
		if (error == OK && *is_good)
			step_words(verification);
	}
	return error == OK ? verification->words.error : error;
}

/* --- one event ---------------------------------------------------------------------------------------------------- */

static enum error check_hash(
	struct verification *verification, const struct log_row *row, const struct digest *stored, bool *is_good)
{
	struct digest hash;
	enum error error = chain_hash(
		&verification->previous, &row->event, row->kind_wire, row->data, &verification->header, &hash);

	*is_good = error == OK && memcmp(hash.bytes, stored->bytes, DIGEST_BYTES) == 0;
	verification->previous = *stored;
	return error;
}

/* The position up to which a restored record went, as the entry says; 0 when it says none. */
static int64_t restored_upto(struct text data)
{
	struct text name;
	struct text bytes;
	int64_t upto = 0;

	while (encoding_next(&data, &name, &bytes)) {
		if (text_is(name, "upto") && text_to_integer(bytes, &upto) == OK)
			return upto;
	}
	return 0;
}

/* Positions follow each other, but where a backup was restored: those of what was lost are never given again. */
static bool follows(const struct verification *verification, const struct log_row *row)
{
	if (text_is(row->kind_wire, event_row(EVENT_record_restored)->wire))
		return row->event.pos > verification->last_pos && restored_upto(row->data) == verification->last_pos;
	return row->event.pos == verification->last_pos + 1;
}

/* *pos is where it stands in the log, or where the one that is missing should. */
static enum error check_row(struct verification *verification, struct sql *sql, int64_t *pos, bool *is_good)
{
	struct log_row row;
	struct digest stored;
	enum error error;

	*is_good = false;
	*pos = verification->last_pos + 1;
	log_read_row(sql, &row);
	sql_get_bytes(sql, stored.bytes, DIGEST_BYTES);
	/* A value of the wrong size is damage, found here rather than an error of ours. */
	if (sql->error == ERROR_INTERNAL) {
		sql->error = OK;
		return OK;
	}
	if (sql->error != OK || !follows(verification, &row))
		return sql->error;
	*pos = row.event.pos;
	error = check_hash(verification, &row, &stored, is_good);
	if (error == OK && *is_good)
		error = check_seq(verification, &row.event, is_good);
	if (error == OK && *is_good)
		error = check_words(verification, &row, is_good);
	return error;
}

static enum error walk_events(struct verification *verification, struct log_walk *walk)
{
	struct sql sql = sql_use(verification->connection,
		"SELECT " LOG_COLUMNS ", hash FROM events WHERE pos > ? AND pos <= ? ORDER BY pos");
	enum error error = OK;
	bool is_good = true;

	/* a whole walk also finds what stands before the first event */
	sql_put_integer(&sql, verification->last_pos > 0 ? verification->last_pos : INT64_MIN);
	sql_put_integer(&sql, walk->until > 0 ? walk->until : INT64_MAX);
	walk->is_complete = true;
	while (error == OK && is_good && sql_step(&sql)) {
		int64_t pos = 0;

		walk->is_complete = walk->most == 0 || walk->checked < walk->most;
		if (!walk->is_complete)
			break;
		error = check_row(verification, &sql, &pos, &is_good);
		if (error == OK && is_good) {
			walk->checked++;
			verification->last_pos = pos;
		} else {
			walk->first_bad = pos;
		}
	}
	enum error done = sql_done(&sql);
	return error == OK ? done : error;
}

/* Where a walk from the middle begins: the hash that the first event is chained to. */
static enum error begin_after(struct verification *verification, int64_t pos, bool *is_there)
{
	struct sql sql = sql_use(
		verification->connection, "SELECT pos, hash FROM events WHERE pos <= ? ORDER BY pos DESC LIMIT 1");

	sql_put_integer(&sql, pos);
	*is_there = sql_step(&sql);
	if (*is_there) {
		verification->last_pos = sql_get_integer(&sql);
		verification->began_after = verification->last_pos;
		sql_get_bytes(&sql, verification->previous.bytes, DIGEST_BYTES);
	}
	/* a hash of the wrong size is not what anything can be chained to */
	if (sql.error == ERROR_INTERNAL) {
		sql.error = OK;
		*is_there = false;
	}
	return sql_done(&sql);
}

/* The events, and the words of theirs beside them; to the end, also the words behind the last event. */
static enum error walk_with_words(struct verification *verification, struct log_walk *walk)
{
	int64_t from = verification->last_pos + 1;
	enum error error;
	enum error done;

	verification->words = sql_use(verification->connection,
		"SELECT id, field, class, salt, bytes FROM words WHERE id >= ? AND id <= ? ORDER BY id");
	sql_put_integer(&verification->words, from > 1 ? from * WORDS_PER_EVENT : INT64_MIN);
	sql_put_integer(&verification->words,
		walk->until > 0 ? walk->until * WORDS_PER_EVENT + WORDS_PER_EVENT - 1 : INT64_MAX);
	step_words(verification);
	error = walk_events(verification, walk);
	if (error == OK && walk->is_complete && walk->first_bad == 0 && verification->words_pos != 0)
		walk->first_bad = verification->words_pos;
	done = sql_done(&verification->words);
	return error == OK ? done : error;
}

enum error verify_log(struct connection *connection, struct log_walk *walk)
{
	struct verification verification = {.connection = connection, .seqs = map_new()};
	enum error error = verification.seqs ? OK : ERROR_BUSY;
	bool is_there = true;

	walk->checked = walk->first_bad = 0;
	if (error == OK && walk->from > 1)
		error = begin_after(&verification, walk->from - 1, &is_there);
	if (error == OK && is_there)
		error = walk_with_words(&verification, walk);
	if (error == OK && !is_there)
		walk->first_bad = walk->from - 1;
	walk->is_complete = walk->is_complete || walk->first_bad != 0;
	walk->upto = walk->is_complete && walk->until > 0 ? walk->until : verification.last_pos;
	map_free(verification.seqs, memory_free);
	buffer_deinit(&verification.header);
	return error;
}

enum error sqlite_verify(struct reader *base, struct log_walk *walk)
{
	struct sqlite_reader *reader = (struct sqlite_reader *)base;
	struct log_walk walked = *walk;
	bool is_own;
	enum error error = reader_enter(reader, &is_own);

	if (error == OK) {
		error = verify_log(reader->connection, &walked);
		reader_leave(reader, is_own);
	}
	if (error == OK)
		*walk = walked;
	return error;
}
