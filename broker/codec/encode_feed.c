/* The ledger's events for analytics: CloudEvents 1.0, structured JSON, without anybody's identity. */
#include "base/text.h"
#include "codec/codec.h"
#include "codec/write.h"

#include <string.h>

/* The state an entry is in once this has happened; NULL: not told in the feed. */
static const char *const states[EVENT_COUNT] = {
	[EVENT_referral_avoided] = "provisional",
	[EVENT_referral_confirmed] = "confirmed",
	[EVENT_referral_deferred] = "deferred",
	[EVENT_referral_reopened] = "reopened",
};

/* What is told of an event's data. A field that is not named here never leaves by the feed. */
static const char *const told[] = {"treatment_function", "neighbourhood", "cause"};

bool codec_is_in_feed(enum event_kind kind)
{
	return (unsigned)kind < EVENT_COUNT && states[kind] != NULL;
}

static const struct field *find_field(const struct record_type *type, const char *name)
{
	for (size_t i = 0; i < type->field_count; i++)
		if (strcmp(type->fields[i].name, name) == 0)
			return &type->fields[i];
	return NULL;
}

static void write_told(struct buffer *out, const struct event *event)
{
	const struct record_type *type = event_row(event->kind)->data;

	for (size_t i = 0; i < sizeof told / sizeof told[0]; i++) {
		const struct field *field = find_field(type, told[i]);

		if (!field || field_is_absent(field, event->data))
			continue;
		buffer_append_format(out, ",\"%s\":", told[i]);
		write_value(out, field, event->data);
	}
}

void codec_encode_feed(const struct event *event, struct buffer *out)
{
	if (!codec_is_in_feed(event->kind))
		return;
	buffer_append_format(out,
		"{\"specversion\":\"1.0\",\"id\":\"%lld\",\"source\":\"/corridor\","
		"\"type\":\"corridor.referral.avoided.%s.v1\",\"time\":",
		(long long)event->pos, states[event->kind]);
	write_time(out, event->at_ms);
	buffer_append_string(out, ",\"datacontenttype\":\"application/json\",\"data\":{\"entry\":");
	write_position_id(out, 't', event->thread.pos);
	buffer_append_string(out, ",\"state\":");
	write_plain(out, states[event->kind]);
	write_told(out, event);
	buffer_append_string(out, "}}");
}
