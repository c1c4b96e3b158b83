#include "store/sqlite/report_beyond.h"

#include <inttypes.h>
#include <string.h>

#include "base/buffer.h"
#include "base/digest.h"
#include "base/text.h"

/* What tells a row from others: not its names and dates, nor what is known of the place itself. */
static bool is_key(const struct field *field)
{
	switch (field->kind) {
	case FIELD_KIND_TREATMENT_FUNCTION:
	case FIELD_KIND_NEIGHBOURHOOD:
	case FIELD_KIND_ORGANISATION:
	case FIELD_KIND_LINK:
	case FIELD_KIND_WORD:
		return true;
	case FIELD_KIND_INTEGER:
		return !field->required;
	default:
		return false;
	}
}

/* "link=l5;neighbourhood=riverside;treatment_function=320;" */
static void write_cell(const struct record_type *type, const void *named, struct buffer *out)
{
	for (size_t i = 0; i < type->field_count; i++) {
		const struct field *field = &type->fields[i];
		char room[40];

		if (!is_key(field) || field_is_absent(field, named))
			continue;
		buffer_append_format(
			out, "%s=%.*s;", field->name, TEXT_ARGS(value_format(field, field_of(field, named), room)));
	}
}

enum error beyond_begin(
	struct beyond *beyond, const struct report *report, const struct record_type *type, const void *named)
{
	struct buffer cell = {0};

	*beyond = (struct beyond){.report = report, .type = type};
	if (type->field_count > BEYOND_FIELDS)
		return ERROR_INTERNAL;
	write_cell(type, named, &cell);
	if (!cell.failed)
		beyond->cell = arena_text(report->query->arena, buffer_text(&cell));
	buffer_deinit(&cell);
	return beyond->cell.data ? OK : ERROR_BUSY;
}

/* The finaliser of SplitMix64: different cases have keys that have nothing in common. */
static uint64_t mixed(uint64_t bits)
{
	bits = (bits ^ bits >> 30) * 0xbf58476d1ce4e5b9u;
	bits = (bits ^ bits >> 27) * 0x94d049bb133111ebu;
	return bits ^ bits >> 31;
}

uint64_t beyond_case_key(const struct report *report, int64_t thread)
{
	uint64_t secrets[2];

	memcpy(secrets, report->query->facts->hiding_key.bytes, sizeof(secrets));
	return mixed(mixed((uint64_t)thread ^ secrets[0]) ^ secrets[1]);
}

/* 64 bits under the secret. */
static enum error draw_bits(const struct beyond *beyond, const struct buffer *what, uint64_t *draw)
{
	const struct digest *key = &beyond->report->query->facts->hiding_key;
	struct digest digest;
	enum error error = ERROR_BUSY;

	if (!what->failed)
		error = digest_keyed(
			(struct text){(const char *)key->bytes, sizeof(key->bytes)}, buffer_text(what), &digest);
	if (error == OK)
		memcpy(draw, digest.bytes, sizeof(*draw));
	return error;
}

enum error beyond_add(struct beyond *beyond, int32_t month, const void *counts, const uint64_t *keys)
{
	struct buffer what = {0};
	enum error error = OK;

	for (size_t i = 0; error == OK && i < beyond->type->field_count; i++) {
		const struct field *field = &beyond->type->fields[i];
		int64_t count;
		uint64_t draw;

		if (field->kind != FIELD_KIND_COUNT)
			continue;
		memcpy(&count, field_of(field, counts), sizeof(count));
		if (count == 0)
			continue;
		buffer_clear(&what);
		if (keys)
			buffer_append_format(&what, "cases=%016" PRIx64 ";", keys[i]);
		else
			buffer_append_format(&what, "%.*s%s;%" PRId32 ";", TEXT_ARGS(beyond->cell), field->name, month);
		buffer_append_format(&what, "%" PRId64, count);
		error = draw_bits(beyond, &what, &draw);
		if (error == OK)
			report_hide(&beyond->counts[i], count, draw);
	}
	buffer_deinit(&what);
	return error;
}

void beyond_show(const struct beyond *beyond, void *record)
{
	for (size_t i = 0; i < beyond->type->field_count; i++) {
		const struct field *field = &beyond->type->fields[i];
		int64_t shown = report_shown(&beyond->counts[i]);

		if (field->kind == FIELD_KIND_COUNT)
			memcpy((char *)record + field->offset, &shown, sizeof(shown));
	}
}
