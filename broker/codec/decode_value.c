/* Values that are one string, number or boolean on the wire. */
#include <string.h>

#include "base/text.h"
#include "codec/decode.h"

enum { LONGEST_WORD_LIST = 700 };

/* "routine, urgent" */
static void list_words(const struct vocabulary *vocabulary, char words[LONGEST_WORD_LIST])
{
	size_t length = 0;

	words[0] = '\0';
	for (size_t i = 0; i < vocabulary->count; i++) {
		const char *wire = vocabulary->wires[i];
		size_t needed = strlen(wire) + 2;

		if (length + needed >= LONGEST_WORD_LIST)
			return;
		if (i > 0) {
			memcpy(words + length, ", ", 2);
			length += 2;
		}
		memcpy(words + length, wire, needed - 1);
		length += needed - 2;
	}
}

static enum error decode_word(
	struct decoder *decoder, const struct path *path, const struct field *field, json_t *json, void *member)
{
	char words[LONGEST_WORD_LIST];
	int word = 0;

	if (json_is_string(json))
		word = vocabulary_word(
			field->vocabulary, (struct text){json_string_value(json), json_string_length(json)});
	if (word == 0) {
		list_words(field->vocabulary, words);
		return refuse(decoder, ERROR_BAD_REQUEST, path, "must be one of %s", words);
	}
	memcpy(member, &word, sizeof word);
	return OK;
}

/* Texts are copied, because they outlive the JSON they came in; everything else is read into the member. */
static enum error decode_string(
	struct decoder *decoder, const struct path *path, const struct field *field, json_t *json, void *member)
{
	bool is_text = field->kind == FIELD_KIND_TEXT || field->kind == FIELD_KIND_DUE;
	const char *problem = "is not valid";
	struct text wire;
	enum error error;

	if (!json_is_string(json))
		return refuse(decoder, ERROR_BAD_REQUEST, path, "must be a text in quotes");
	wire = (struct text){json_string_value(json), json_string_length(json)};
	if (is_text && field->limit > 0 && wire.length > (size_t)field->limit)
		return refuse(decoder, ERROR_TOO_LARGE, path, "is %zu bytes long; at most %lld are taken", wire.length,
			(long long)field->limit);
	if (is_text)
		wire = arena_text(decoder->arena, wire);
	if (!wire.data)
		return ERROR_BUSY;
	error = value_parse(field, wire, member, &problem);
	if (error == ERROR_BAD_REQUEST || error == ERROR_TOO_LARGE)
		return refuse(decoder, error, path, "%s", problem);
	return error;
}

static enum error decode_integer(
	struct decoder *decoder, const struct path *path, const struct field *field, json_t *json, void *member)
{
	int64_t most = field->limit > 0 ? field->limit : INT64_MAX;
	int64_t number = json_integer_value(json);

	if (!json_is_integer(json) || number < 0)
		return refuse(
			decoder, ERROR_BAD_REQUEST, path, "must be a whole number, not negative and with no decimals");
	if (number == 0 && field->kind == FIELD_KIND_POSITIVE)
		return refuse(decoder, ERROR_BAD_REQUEST, path, "must be at least 1");
	if (number > most)
		return refuse(decoder, ERROR_BAD_REQUEST, path, "must be at most %lld", (long long)most);
	memcpy(member, &number, sizeof number);
	return OK;
}

static enum error decode_decimal(struct decoder *decoder, const struct path *path, json_t *json, void *member)
{
	double hundredths = json_number_value(json) * 100;
	struct decimal decimal;
	int64_t rounded;

	if (!json_is_number(json) || hundredths < 0 || hundredths > 1e15)
		return refuse(decoder, ERROR_BAD_REQUEST, path, "must be a number, not negative");
	rounded = (int64_t)(hundredths + 0.5);
	if (hundredths - (double)rounded > 1e-4 || hundredths - (double)rounded < -1e-4)
		return refuse(decoder, ERROR_BAD_REQUEST, path, "must have at most two decimals");
	decimal = decimal_of(rounded);
	memcpy(member, &decimal, sizeof decimal);
	return OK;
}

/* "*" stands for a count too small to be shown. */
static enum error decode_count(
	struct decoder *decoder, const struct path *path, const struct field *field, json_t *json, void *member)
{
	static const int64_t withheld = COUNT_WITHHELD;

	if (!json_is_string(json) || strcmp(json_string_value(json), "*") != 0)
		return decode_integer(decoder, path, field, json, member);
	memcpy(member, &withheld, sizeof withheld);
	return OK;
}

enum error decode_value(
	struct decoder *decoder, const struct path *path, const struct field *field, json_t *json, void *member)
{
	bool is_true = json_is_true(json);

	switch (field->kind) {
	case FIELD_KIND_WORD:
		return decode_word(decoder, path, field, json, member);
	case FIELD_KIND_INTEGER:
	case FIELD_KIND_POSITIVE:
		return decode_integer(decoder, path, field, json, member);
	case FIELD_KIND_COUNT:
		return decode_count(decoder, path, field, json, member);
	case FIELD_KIND_DECIMAL:
		return decode_decimal(decoder, path, json, member);
	case FIELD_KIND_BOOLEAN:
		if (!json_is_boolean(json))
			return refuse(decoder, ERROR_BAD_REQUEST, path, "must be true or false");
		memcpy(member, &is_true, sizeof is_true);
		return OK;
	default:
		return decode_string(decoder, path, field, json, member);
	}
}
