/* What leaves the daemon: receipts, refusals, events and hints in their envelopes. */
#include "base/text.h"
#include "codec/codec.h"
#include "codec/write.h"

void codec_encode_receipt(
	const struct command_row *row, const char *txn, int64_t pos, const void *result, struct buffer *out)
{
	buffer_append_string(out, "{\"txn\":");
	write_plain(out, txn);
	buffer_append_string(out, ",\"ok\":true,\"pos\":");
	write_integer(out, pos);
	buffer_append_string(out, ",\"result\":");
	write_record(out, row->result, result);
	buffer_append(out, "}", 1);
}

void codec_encode_refusal(const char *txn, enum error error, const struct refusal *refusal, struct buffer *out)
{
	static const struct refusal nothing_more;
	struct text sentence;

	if (!refusal)
		refusal = &nothing_more;
	sentence = refusal->sentence.data ? refusal->sentence : text_of(error_sentence(error));
	buffer_append_string(out, "{\"txn\":");
	if (txn[0])
		write_plain(out, txn);
	else
		buffer_append_string(out, "null");
	buffer_append_string(out, ",\"ok\":false,\"error\":{\"code\":");
	write_plain(out, error_wire(error));
	buffer_append_string(out, ",\"message\":");
	write_text(out, sentence);
	if (refusal->field) {
		buffer_append_string(out, ",\"field\":");
		write_text(out, text_of(refusal->field));
	}
	buffer_append_string(out, ",\"retry_after_ms\":");
	write_integer(out, refusal->retry_after_ms);
	buffer_append_string(out, "}}");
}

/* Where an event or hint stands; what it has none of is left out. */
static void write_conversation(struct buffer *out, struct conversation_id conversation)
{
	if (conversation.pos == 0)
		return;
	buffer_append_string(out, ",\"conversation\":");
	write_position_id(out, 'c', conversation.pos);
}

static void write_thread(struct buffer *out, struct thread_id thread)
{
	if (thread.pos == 0)
		return;
	buffer_append_string(out, ",\"thread\":");
	write_position_id(out, 't', thread.pos);
}

void write_event(struct buffer *out, const struct event *event, bool with_txn)
{
	const struct event_row *row = event_row(event->kind);

	buffer_append_string(out, "{\"pos\":");
	write_integer(out, event->pos);
	write_conversation(out, event->conversation);
	if (event->seq > 0) {
		buffer_append_string(out, ",\"seq\":");
		write_integer(out, event->seq);
	}
	write_thread(out, event->thread);
	buffer_append_string(out, ",\"event\":");
	write_plain(out, row->wire);
	buffer_append_string(out, ",\"at\":");
	write_time(out, event->at_ms);
	buffer_append_string(out, ",\"by\":");
	write_plain(out, event->by.text);
	if (with_txn && event->txn.text[0]) {
		buffer_append_string(out, ",\"txn\":");
		write_plain(out, event->txn.text);
	}
	buffer_append_string(out, ",\"data\":");
	write_record(out, row->data, event->data);
	buffer_append(out, "}", 1);
}

void codec_encode_event(const struct event *event, bool with_txn, struct buffer *out)
{
	write_event(out, event, with_txn);
}

void codec_encode_hint(const struct hint *hint, struct buffer *out)
{
	buffer_append_string(out, "{\"event\":");
	write_plain(out, hint->event);
	write_conversation(out, hint->conversation);
	write_thread(out, hint->thread);
	buffer_append_string(out, ",\"by\":");
	write_plain(out, hint->by.text);
	if (hint->state) {
		buffer_append_string(out, ",\"state\":");
		write_plain(out, hint->state);
	}
	buffer_append(out, "}", 1);
}
