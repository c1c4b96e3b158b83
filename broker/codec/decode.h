/*
 * JSON values into records, driven by their descriptions.
 *
 * Layer: codec, inside only. Thread: any. Decoded texts, lists and records live in the decoder's arena.
 * Each function refuses what does not fit with ERROR_BAD_REQUEST or ERROR_TOO_LARGE, naming its path, and returns
 * ERROR_BUSY with no memory.
 */
#ifndef CODEC_DECODE_H
#define CODEC_DECODE_H

#include <jansson.h>

#include "codec/refuse.h"

/* An object into a zeroed record. object NULL stands for an empty one. */
MUST_USE enum error decode_record(
	struct decoder *decoder, const struct path *path, const struct record_type *type, json_t *object, void *record);

/* A value into the member of a field; json is neither NULL nor null. */
MUST_USE enum error decode_member(
	struct decoder *decoder, const struct path *path, const struct field *field, json_t *json, void *member);

/* A value of a kind that is a string, number or boolean on the wire. */
MUST_USE enum error decode_value(
	struct decoder *decoder, const struct path *path, const struct field *field, json_t *json, void *member);

/* An array: ids, words of a set, records or events. */
MUST_USE enum error decode_list(
	struct decoder *decoder, const struct path *path, const struct field *field, json_t *json, void *member);

/* An event envelope into a zeroed struct event. */
MUST_USE enum error decode_event(struct decoder *decoder, const struct path *path, json_t *json, struct event *event);

/* Reads a txn; false when it is not [A-Za-z0-9._-]{1,64}. */
bool read_txn(json_t *json, struct transaction_id *txn);

/* The same of a text. */
bool txn_of(struct text text, struct transaction_id *txn);

/* The txn of a text that could not be parsed, when exactly one stands where it should. */
bool find_txn(struct text json, struct transaction_id *txn);

#endif
