#include "codec/load.h"

#include <stdalign.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/memory.h"
#include "base/text.h"
#include "codec/codec.h"

/* jansson 2.14 aborts the process when an allocation fails in the middle of a number, and takes others for bad syntax. So
 * all the memory that one text can need is taken before, in one piece, and what jansson frees is freed with the piece. */
struct pool {
	size_t used;
	size_t size;
	bool was_too_small; /* our mistake: the bound below is wrong */
	alignas(max_align_t) unsigned char bytes[];
};

static _Thread_local struct pool *pool_in_use;

/* Upper bounds for jansson 2.14, tried by tests and fuzzing. A value: object 80, its buckets 128, its place in the parent at most 64 + 64 + 64 for pair,
 * key and growing tables, and rounding up. A byte: twice in keys, and four times in the token as it grows. */
enum { POOL_BYTES = 1024, POOL_BYTES_PER_VALUE = 512, POOL_BYTES_PER_BYTE = 8 };

static void *take_from_pool(size_t size)
{
	struct pool *pool = pool_in_use;
	size_t taken = (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
	void *block;

	if (!pool)
		return NULL;
	if (size > taken || taken > pool->size - pool->used) {
		pool->was_too_small = true;
		return NULL;
	}
	block = pool->bytes + pool->used;
	pool->used += taken;
	return block;
}

static void leave_in_pool(void *block)
{
	(void)block;
}

void codec_init(void)
{
	json_set_alloc_funcs(take_from_pool, leave_in_pool);
	json_object_seed(0); /* 0: random, of the operating system */
}

/* What a look at the bytes alone tells: how deep they are nested and how many values they hold at most. */
struct extent {
	size_t depth;
	size_t values;
};

static const char *skip_string(const char *at, const char *end)
{
	for (at++; at < end && *at != '"'; at++)
		if (*at == '\\')
			at++;
	return at;
}

/* Every value but the first follows an opening bracket or a comma. What this counts wrongly is not JSON, and the parser
 * stops there: up to that byte both agree. */
static struct extent measure(struct text json)
{
	struct extent extent = {0, 1};
	const char *end = json.data + json.length;
	size_t depth = 0;

	for (const char *at = json.data; at < end; at++) {
		if (*at == '"') {
			at = skip_string(at, end);
		} else if (*at == '{' || *at == '[') {
			extent.values++;
			depth++;
		} else if (*at == '}' || *at == ']') {
			depth -= depth > 0;
		} else if (*at == ',') {
			extent.values++;
		}
		if (depth > extent.depth)
			extent.depth = depth;
	}
	return extent;
}

/* Says why parsing failed. The parser's own text is left out: it quotes the input. */
static enum error refuse_syntax(const json_error_t *error, struct arena *arena, struct refusal *refusal)
{
	switch (json_error_code(error)) {
	case json_error_invalid_utf8:
		refusal->sentence = text_of("This is not valid UTF-8.");
		break;
	case json_error_duplicate_key:
		refusal->sentence = text_of("The same name stands twice in one object; write it once.");
		break;
	case json_error_null_character:
	case json_error_null_byte_in_key:
		refusal->sentence = text_of("A text holds the character \\u0000; leave it out.");
		break;
	case json_error_numeric_overflow:
		refusal->sentence = text_of("A number is too large.");
		break;
	default:
		refusal->sentence = arena_format(
			arena, "This is not valid JSON: see line %d, column %d.", error->line, error->column);
		break;
	}
	return refusal->sentence.data ? ERROR_BAD_REQUEST : ERROR_BUSY;
}

static enum error check_extent(struct text json, struct extent extent, struct arena *arena, struct refusal *refusal)
{
	if (json.length > LIMIT_FRAME_BYTES) {
		refusal->sentence = arena_format(
			arena, "This is %zu bytes long; at most %d are taken at once.", json.length, LIMIT_FRAME_BYTES);
		return refusal->sentence.data ? ERROR_TOO_LARGE : ERROR_BUSY;
	}
	if (extent.depth > LIMIT_JSON_DEPTH) {
		refusal->sentence = arena_format(
			arena, "This is nested too deeply; at most %d levels are taken.", LIMIT_JSON_DEPTH);
		return refusal->sentence.data ? ERROR_BAD_REQUEST : ERROR_BUSY;
	}
	if (extent.values > LIMIT_JSON_NODES) {
		refusal->sentence =
			arena_format(arena, "This holds too many values; at most %d are taken.", LIMIT_JSON_NODES);
		return refusal->sentence.data ? ERROR_BAD_REQUEST : ERROR_BUSY;
	}
	return OK;
}

/* Parses inside the pool. */
static enum error parse(
	struct text json, struct pool *pool, struct arena *arena, json_t **object, struct refusal *refusal)
{
	json_error_t details;
	json_t *value;

	pool_in_use = pool;
	value = json_loadb(json.length > 0 ? json.data : "", json.length, JSON_REJECT_DUPLICATES, &details);
	pool_in_use = NULL;
	if (pool->was_too_small)
		return ERROR_INTERNAL;
	if (!value)
		return refuse_syntax(&details, arena, refusal);
	if (!json_is_object(value)) {
		refusal->sentence = text_of("This is not a JSON object.");
		return ERROR_BAD_REQUEST;
	}
	*object = value;
	return OK;
}

enum error load_object(struct text json, struct arena *arena, struct loaded *loaded, struct refusal *refusal)
{
	struct extent extent = json.length > LIMIT_FRAME_BYTES ? (struct extent){0} : measure(json);
	size_t size = POOL_BYTES + extent.values * POOL_BYTES_PER_VALUE + json.length * POOL_BYTES_PER_BYTE;
	enum error error = check_extent(json, extent, arena, refusal);
	struct pool *pool;

	if (error != OK)
		return error;
	pool = memory_new(sizeof *pool + size);
	if (!pool)
		return ERROR_BUSY;
	pool->size = size;
	error = parse(json, pool, arena, &loaded->object, refusal);
	loaded->pool = pool;
	if (error != OK)
		load_drop(loaded);
	return error;
}

void load_drop(struct loaded *loaded)
{
	memory_free(loaded->pool);
	*loaded = (struct loaded){0};
}
