#include "store/sqlite/chain.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/calendar.h"
#include "base/text.h"
#include "store/sqlite/encoding.h"

/* prefix is the letter of an id, "" for a number; 0 is absent. */
static void put_number(struct buffer *out, const char *name, const char *prefix, int64_t number)
{
	char wire[32];

	if (number == 0)
		return;
	(void)snprintf(wire, sizeof(wire), "%s%" PRId64, prefix, number);
	encoding_put(out, name, text_of(wire));
}

static void put_string(struct buffer *out, const char *name, const char *string)
{
	if (string[0])
		encoding_put(out, name, text_of(string));
}

static void put_header(struct buffer *out, const struct event *event, struct text kind)
{
	char at[25];

	calendar_format_time(event->at_ms, at);
	buffer_clear(out);
	put_number(out, "pos", "", event->pos);
	put_number(out, "conversation", "c", event->conversation.pos);
	put_number(out, "seq", "", event->seq);
	put_number(out, "thread", "t", event->thread.pos);
	encoding_put(out, "event", kind);
	put_string(out, "at", at);
	put_string(out, "by", event->by.text);
	put_string(out, "device", event->device.text);
	put_string(out, "txn", event->txn.text);
}

enum error chain_hash(const struct digest *previous, const struct event *event, struct text kind, struct text data,
	struct buffer *header, struct digest *hash)
{
	put_header(header, event, kind);
	if (header->failed)
		return ERROR_BUSY;
	const struct text parts[] = {
		{(const char *)previous->bytes, DIGEST_BYTES},
		buffer_text(header),
		data,
	};
	return digest_of(parts, sizeof(parts) / sizeof(parts[0]), hash);
}

enum error chain_words(const unsigned char salt[SALT_BYTES], struct text bytes, char hex[DIGEST_HEX_BYTES + 1])
{
	const struct text parts[] = {{(const char *)salt, SALT_BYTES}, bytes};
	struct digest digest;
	enum error error = digest_of(parts, sizeof(parts) / sizeof(parts[0]), &digest);

	if (error == OK)
		hex_encode(digest.bytes, DIGEST_BYTES, hex);
	return error;
}
