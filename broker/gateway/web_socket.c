#include "gateway/web_socket.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/text.h"
#include "codec/codec.h"
#include "gateway/fanout.h"

enum {
	HARD_CLOSE_SECONDS = 5, /* for a goodbye that cannot be delivered */
	MOST_REASON_BYTES = 64,
	FRAMES_AT_ONCE = 16,
	WRITE_CLOSE = 4,     /* of enum lws_write_protocol; its name there is not public */
	RETRY_AFTER_MS = 250 /* for one who has too many commands in flight */
};

enum error web_socket_begin(struct connection *connection)
{
	struct gateway *gateway = connection->gateway;
	struct web_session *session = session_get(gateway, &connection->token);
	struct web_socket *socket = session ? memory_new(sizeof *socket) : NULL;

	if (!socket)
		return ERROR_BUSY;
	socket->connection = connection;
	socket->session = session;
	connection->socket = socket;
	ring_add(&session->sockets, &socket->of_session);
	gateway->socket_count++;
	gateway->counters.handshakes++;
	if (session->state == WEB_SESSION_LIVE) {
		session->used_ms = gateway_now_ms(gateway);
		web_socket_open(socket);
		return OK;
	}
	lws_rx_flow_control(connection->wsi, 0);
	session_ask(gateway, session);
	return OK;
}

void web_socket_open(struct web_socket *socket)
{
	struct connection *connection = socket->connection;

	if (socket->is_open || socket->close_code)
		return;
	if (fanout_join(socket)) {
		web_socket_close(socket, CLOSE_TOO_MANY, "too many sockets");
		return;
	}
	socket->is_open = true;
	lws_rx_flow_control(connection->wsi, 1);
	log_event(LOG_INFO, "socket.opened", "person=%s device=%s", socket->session->person.text,
		socket->session->device.text);
}

/* --- out -------------------------------------------------------------------------------------------------------- */

void web_socket_close(struct web_socket *socket, enum close_code code, const char *reason)
{
	if (socket->close_code || !socket->connection->wsi)
		return;
	socket->close_code = code;
	socket->close_reason = reason;
	outbox_deinit(&socket->outbox);
	assembly_deinit(&socket->assembly);
	lws_set_timeout(socket->connection->wsi, PENDING_TIMEOUT_USER_OK, HARD_CLOSE_SECONDS);
	/* The other side's close has to be read, also by one that was never opened. */
	lws_rx_flow_control(socket->connection->wsi, 1);
	lws_callback_on_writable(socket->connection->wsi);
}

void web_socket_send(struct web_socket *socket, struct frame *frame)
{
	const struct gateway_limits *limits = &socket->connection->gateway->config.limits;
	bool was_empty = socket->outbox.count == 0;

	if (socket->close_code || !socket->connection->wsi)
		return;
	if (!outbox_push(&socket->outbox, frame, limits->outbox_frames, limits->outbox_bytes)) {
		socket->connection->gateway->counters.overflows++;
		web_socket_close(socket, CLOSE_RESYNC, "resync");
		return;
	}
	/* As long as something waits, a callback is asked for. */
	if (was_empty)
		lws_callback_on_writable(socket->connection->wsi);
}

void web_socket_send_text(struct web_socket *socket, const struct buffer *text)
{
	struct frame *frame = text->failed ? NULL : frame_new(buffer_text(text));

	if (!frame) {
		web_socket_close(socket, CLOSE_NO_ROOM, "no memory");
		return;
	}
	web_socket_send(socket, frame);
	frame_release(frame);
}

/* Written by us, and the connection kept until the other side has answered: Debian's libwebsockets is a debug build
 * that on libuv closes twice when a callback asks to close, and the second time forgets the frame. */
static int send_close(struct web_socket *socket)
{
	unsigned char bytes[LWS_PRE + 2 + MOST_REASON_BYTES];
	unsigned char *payload = bytes + LWS_PRE;
	size_t length = strnlen(socket->close_reason, MOST_REASON_BYTES);

	if (socket->is_close_sent)
		return 0;
	socket->is_close_sent = true;
	payload[0] = (unsigned char)((unsigned)socket->close_code >> 8);
	payload[1] = (unsigned char)((unsigned)socket->close_code & 0xFF);
	memcpy(payload + 2, socket->close_reason, length);
	return lws_write(socket->connection->wsi, payload, 2 + length, (enum lws_write_protocol)WRITE_CLOSE) < 0 ? -1
														 : 0;
}

/* While it is corked, the kernel keeps what is written, and sends it in as few packets as it fits into. */
static void cork(struct lws *wsi, int is_corked)
{
	/* Where it fails each frame goes by itself, as ever. */
	(void)setsockopt(lws_get_socket_fd(wsi), IPPROTO_TCP, TCP_CORK, &is_corked, sizeof is_corked);
}

static int send_frame(struct web_socket *socket, struct frame *frame)
{
	int written = lws_write(socket->connection->wsi, frame_text(frame), frame->length, LWS_WRITE_TEXT);

	frame_release(frame);
	socket->connection->gateway->counters.frames_out++;
	return written;
}

/* Not more at once, so that nobody's burst keeps the others waiting; and none into a full pipe: libwebsockets would buffer
 * it without bound. */
int web_socket_writeable(struct web_socket *socket)
{
	struct lws *wsi = socket->connection->wsi;
	bool is_burst = socket->outbox.count > 1;
	int sent = 0;
	int written = 0;

	if (socket->close_code)
		return send_close(socket);
	if (is_burst)
		cork(wsi, 1);
	while (written >= 0 && socket->outbox.count > 0 && sent < FRAMES_AT_ONCE) {
		if (sent++ > 0 && lws_send_pipe_choked(wsi))
			break;
		written = send_frame(socket, outbox_pop(&socket->outbox));
	}
	if (is_burst)
		cork(wsi, 0);
	if (written < 0)
		return -1;
	if (socket->outbox.count > 0)
		lws_callback_on_writable(wsi);
	return 0;
}

/* --- in --------------------------------------------------------------------------------------------------------- */

static void send_refusal(struct web_socket *socket, const char *txn, enum error error, const struct refusal *refusal)
{
	struct buffer text = {0};

	socket->connection->gateway->counters.frames_refused++;
	codec_encode_refusal(txn, error, refusal, &text);
	web_socket_send_text(socket, &text);
	buffer_deinit(&text);
}

static void submit(struct web_socket *socket, struct request *request, const struct decoded *decoded)
{
	static const struct refusal TOO_MANY = {.retry_after_ms = RETRY_AFTER_MS};
	struct gateway *gateway = socket->connection->gateway;

	if (socket->in_flight >= gateway->config.limits.commands_in_flight) {
		send_refusal(socket, decoded->txn.text, ERROR_BUSY, &TOO_MANY);
		request_free(request);
		return;
	}
	request->command = (struct command){
		.row = decoded->row,
		.args = decoded->args,
		.txn = decoded->txn,
		.device = socket->session->device,
		.person = socket->session->person,
	};
	socket->in_flight++;
	if (gateway_submit(gateway, request))
		return;
	socket->in_flight--;
	send_refusal(socket, decoded->txn.text, ERROR_BUSY, &TOO_MANY);
}

static void take_message(struct web_socket *socket, struct text message)
{
	struct gateway *gateway = socket->connection->gateway;
	struct request *request = request_new(&gateway->sink, socket->connection->id);
	struct decoded decoded = {0};
	enum error error;

	gateway->counters.frames_in++;
	socket->session->used_ms = gateway_now_ms(gateway);
	if (!request) {
		send_refusal(socket, "", ERROR_BUSY, NULL);
		return;
	}
	error = codec_decode_command(message, request->arena, &decoded);
	if (error == OK) {
		submit(socket, request, &decoded);
		return;
	}
	send_refusal(socket, decoded.txn.text, error, &decoded.refusal);
	request_free(request);
}

int web_socket_peer_closes(const struct web_socket *socket)
{
	return socket->is_close_sent ? -1 : 0;
}

void web_socket_receive(struct web_socket *socket, struct text chunk)
{
	struct lws *wsi = socket->connection->wsi;
	struct text message = {0};

	if (socket->close_code || !socket->is_open)
		return;
	if (lws_frame_is_binary(wsi)) {
		web_socket_close(socket, CLOSE_NOT_TEXT, "text only");
		return;
	}
	switch (assembly_add(&socket->assembly, chunk, lws_remaining_packet_payload(wsi),
		lws_is_final_fragment(wsi) != 0, &message)) {
	case ASSEMBLY_MORE:
		break;
	case ASSEMBLY_WHOLE:
		take_message(socket, message);
		break;
	case ASSEMBLY_TOO_LARGE:
		send_refusal(socket, "", ERROR_TOO_LARGE, NULL);
		break;
	case ASSEMBLY_BEYOND:
		web_socket_close(socket, CLOSE_TOO_LARGE, "message too large");
		break;
	case ASSEMBLY_NO_MEMORY:
		web_socket_close(socket, CLOSE_NO_ROOM, "no memory");
		break;
	}
}

void web_socket_finished(struct web_socket *socket, const struct request *request)
{
	struct buffer text = {0};

	socket->in_flight--;
	if (request->error == OK)
		codec_encode_receipt(
			request->command.row, request->command.txn.text, request->pos, request->result, &text);
	else
		codec_encode_refusal(request->command.txn.text, request->error, &request->refusal, &text);
	web_socket_send_text(socket, &text);
	buffer_deinit(&text);
}

/* --- end -------------------------------------------------------------------------------------------------------- */

void web_socket_closed(struct web_socket *socket)
{
	if (socket->is_open)
		log_event(LOG_INFO, "socket.closed", "person=%s device=%s code=%d", socket->session->person.text,
			socket->session->device.text, (int)socket->close_code);
	socket->is_open = false;
	fanout_leave(socket);
	ring_remove(&socket->of_session);
	outbox_deinit(&socket->outbox);
	assembly_deinit(&socket->assembly);
	socket->connection->gateway->socket_count--;
}

void web_socket_free(struct web_socket *socket)
{
	memory_free(socket);
}
