/*
 * JSON in and out: the only layer that knows it.
 *
 * Layer: codec. Thread: any; values are made and dropped inside one call.
 * Driven by the record descriptions (core/record.h): there is no code per command or event here.
 */
#ifndef CODEC_CODEC_H
#define CODEC_CODEC_H

#include "core/decision.h"

/* Call once at start, before any thread: seeds jansson's hash and routes its memory through base/memory. */
void codec_init(void);

/* A decoded command, or how far decoding got: txn is set whenever the envelope held a well-formed one, also in
 * bytes that are no good JSON, so that a refusal can be matched by its sender. */
struct decoded {
	const struct command_row *row;
	const void *args;
	struct transaction_id txn;
	struct refusal refusal; /* on error */
};

/* Decodes {"txn","cmd","args"}; texts live in the arena. ERROR_TOO_LARGE over LIMIT_FRAME_BYTES or a field's limit;
 * ERROR_BAD_REQUEST for what is not UTF-8 JSON, duplicate keys, depth or value counts over the limits, numbers that are
 * not integers, an unknown command or field (naming it), a missing or wrong field (naming it); ERROR_BUSY with no memory.
 * args may be missing when no argument is required. */
MUST_USE enum error codec_decode_command(struct text json, struct arena *arena, struct decoded *decoded);

/* {"txn","ok":true,"pos","result"}; result is struct <symbol>_result of the row. An event inside a result shows its txn when
 * it has one: whoever loads it leaves the txn empty unless the reader is the originating device. */
void codec_encode_receipt(
	const struct command_row *row, const char *txn, int64_t pos, const void *result, struct buffer *out);

/* {"txn","ok":false,"error":{"code","message","field","retry_after_ms"}}; txn "" becomes null, a field of NULL is left
 * out, retry_after_ms is always there. */
void codec_encode_refusal(const char *txn, enum error error, const struct refusal *refusal, struct buffer *out);

/* {"pos","conversation","seq","thread","event","at","by","data"}, with "txn" before "data" when the reader is the
 * originating device. Fields of class INTERNAL are left out. */
void codec_encode_event(const struct event *event, bool with_txn, struct buffer *out);

/* {"event":"typing"|"presence","conversation","thread","by","state"?} */
struct hint {
	const char *event; /* "typing", "presence" */
	struct conversation_id conversation;
	struct thread_id thread;
	struct person_id by;
	const char *state; /* presence: "online", "offline"; NULL otherwise */
};
void codec_encode_hint(const struct hint *hint, struct buffer *out);

/* The live feed of the avoided-referral ledger: true for the events that are told there. */
bool codec_is_in_feed(enum event_kind kind);

/* Such an event as a CloudEvents 1.0 envelope (structured JSON): entry, state, treatment function, neighbourhood and cause,
 * and nothing that says who: no patient, person, practice, title or words. Other kinds add nothing. */
void codec_encode_feed(const struct event *event, struct buffer *out);

/* A record as a JSON object, for the HTTP answers and tests. */
void codec_encode_record(const struct record_type *type, const void *record, struct buffer *out);

/* A JSON object into a record, with the checks of a command's args; field paths in refusals begin with prefix. */
MUST_USE enum error codec_decode_record(const struct record_type *type, struct text json, const char *prefix,
	struct arena *arena, void *record, struct refusal *refusal);

#endif
