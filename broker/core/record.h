/*
 * What every record looks like, as data: the descriptions made from the .def lists, and the canonical encoding that
 * the log stores and hashes.
 *
 * Layer: core. Thread: any. Pure; descriptions are constants.
 * One description serves the decoder and encoder of JSON (codec), the log's encoding (here) and the written contract.
 */
#ifndef CORE_RECORD_H
#define CORE_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "corridor/errors.h"
#include "corridor/records.h"

enum field_class { CLASS_PLAIN, CLASS_WORDS, CLASS_IDENTITY, CLASS_INTERNAL };

struct vocabulary {
	const char *name;
	size_t count;                /* words are numbered 1..count */
	const char *const *wires;    /* wires[0] is the wire form of word 1 */
	const char *const *meanings; /* likewise */
};

struct record_type;

struct field {
	const char *name; /* wire name */
	enum field_kind kind;
	bool required;
	enum field_class class;
	size_t offset;                       /* in the struct */
	int64_t limit;                       /* bytes, greatest value or most entries; 0: the kind's own */
	const struct vocabulary *vocabulary; /* of WORD and WORD_SET */
	const struct record_type *record;    /* of RECORD and RECORDS */
	const char *doc;
};

struct record_type {
	const char *name;
	size_t size; /* of the struct */
	size_t field_count;
	const struct field *fields;
	const char *doc;
};

/* --- lookups ----------------------------------------------------------------------------------------------------- */

/* The word's wire form, or NULL for 0 (absent) and for what is not in the vocabulary. */
const char *vocabulary_wire(const struct vocabulary *vocabulary, int word);
/* The word, or 0 when it is not in the vocabulary. */
int vocabulary_word(const struct vocabulary *vocabulary, struct text wire);

#define VOCABULARY(name) extern const struct vocabulary name##_vocabulary;
#define WORD(name, symbol, wire, meaning)
#define END_VOCABULARY(name)
#include "corridor/vocabulary.def"
#undef VOCABULARY
#undef WORD
#undef END_VOCABULARY

#define RECORD(name, doc) extern const struct record_type name##_record;
#define FIELD(record, TYPE, member, presence, class, limit, doc)
#define END(name)
#define COMMAND(symbol, wire, kind, roles, rule, who, doc)
#define EVENT(symbol, wire, audience, doc)
#include "corridor/records.def"
#include "corridor/commands.def"
#include "corridor/events.def"
#undef RECORD
#undef FIELD
#undef END
#undef COMMAND
#undef EVENT

/* The address of a field's member in a record. */
const void *field_of(const struct field *field, const void *record);
/* True when the member holds the kind's zero value, "absent". A BOOLEAN is never absent. */
bool field_is_absent(const struct field *field, const void *record);

/* Of a list of single values: what one entry is, and its bytes in memory. False for every other kind. */
bool field_entry(const struct field *field, struct field *entry, size_t *size);

/* --- the canonical encoding ---------------------------------------------------------------------------------------
 *
 * One line per present field, in the order of the description: name=length:bytes\n, where bytes is the wire form of
 * the value (numbers in decimal, ids and words as in JSON, times and dates as RFC 3339) and length its byte count.
 * A member of a nested record is named parent.member; a list gives one line per entry, and a set one per word. A member of
 * the third record of a list is named list.2.member. Events are not stored. It is self-describing, so that a stranger can check a log by hand.
 */

/* A text of a record that the log keeps beside the chain, so that it can be destroyed. */
struct words {
	struct text field; /* "question", "patient.nhs_number" */
	enum field_class class;
	struct text bytes; /* wire form */
};

/* Called for every WORDS and IDENTITY field instead of writing it down: it writes what shall stand in the chain. */
struct words_sink {
	enum error (*put)(struct words_sink *sink, const struct words *words, struct buffer *out);
};

/* Appends the canonical encoding of a record. With sink NULL all fields are written plainly (the form that idempotency
 * hashes and receipts are stored in). Errors: what the sink returns; a failed buffer shows in out->failed. */
MUST_USE enum error record_encode(
	const struct record_type *type, const void *record, struct words_sink *sink, struct buffer *out);

/* Supplies the bytes of a destroyable field when a record is read back; absent text when they were destroyed. */
struct words_source {
	struct text (*find)(struct words_source *source, struct text field);
};

/* Reads what record_encode wrote; texts and lists live in the arena. With a source, destroyable fields are asked of it
 * and what stands in the chain for them is skipped. Lines with unknown names are skipped: newer logs are readable.
 * ERROR_INTERNAL when the bytes are not such an encoding, ERROR_BUSY with no memory. */
MUST_USE enum error record_decode(const struct record_type *type, struct text bytes, struct words_source *source,
	struct arena *arena, void *record);

/* --- one value in its wire form (codec uses these too) ---------------------------------------------------------------
 *
 * For kinds that are one string or number on the wire; not for RECORD, RECORDS, EVENTS, lists and sets.
 */

/* Writes the value at member; out must have 40 bytes for kinds other than TEXT and DUE, which are returned as they are. */
struct text value_format(const struct field *field, const void *member, char out[40]);

/* Reads a value into member. problem gets a sentence without subject ("must be ...") on ERROR_BAD_REQUEST or
 * ERROR_TOO_LARGE. Texts are borrowed from wire. Checks limits, formats, the check digit of NHS numbers, treatment
 * function codes, and for TEXT the text policy (core/text_policy.h). */
MUST_USE enum error value_parse(const struct field *field, struct text wire, void *member, const char **problem);

#endif
