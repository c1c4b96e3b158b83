#include "mqtt/sender.h"

#include <limits.h>
#include <mosquitto.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "base/log.h"
#include "codec/codec.h"
#include "mqtt/topic.h"

/* What an MQTT packet holds beside topic and payload: kind and length (5), length of topic and message number (4). */
enum { PACKET_OVERHEAD_BYTES = 9 + TOPIC_BYTES };

void sender_init(struct sender *sender, struct mailbag *mailbag, size_t packet_bytes)
{
	*sender = (struct sender){.mailbag = mailbag, .payload_bytes = packet_bytes - PACKET_OVERHEAD_BYTES};
}

void sender_deinit(struct sender *sender)
{
	sender_disconnected(sender);
	letter_deinit(&sender->letter);
	buffer_deinit(&sender->roll);
}

static bool has_room(const struct sender *sender, struct mosquitto *mosquitto)
{
	return !flight_is_full(&sender->flight) && !mosquitto_want_write(mosquitto);
}

/* Publishes. OK also when the message was hopeless by itself; any error means a broken connection. A device is named when
 * it misses something should the message get lost. */
static enum error publish_on(struct sender *sender, struct mosquitto *mosquitto, const char *topic,
	const struct device_id *device, struct text payload, int qos)
{
	int message = 0;
	int result;

	if (payload.length > INT_MAX)
		return OK;
	result = mosquitto_publish(mosquitto, &message, topic, (int)payload.length, payload.data, qos, false);
	if (result == MOSQ_ERR_PAYLOAD_SIZE || result == MOSQ_ERR_OVERSIZE_PACKET || result == MOSQ_ERR_INVAL)
		return OK;
	if (result != MOSQ_ERR_SUCCESS)
		return ERROR_STORE_UNAVAILABLE;
	atomic_fetch_add(&sender->published, 1);
	if (qos > 0)
		flight_add(&sender->flight, message, device);
	return OK;
}

static enum error publish(struct sender *sender, struct mosquitto *mosquitto, const struct device_id *device,
	struct text payload, int qos)
{
	char topic[TOPIC_BYTES];

	topic_of_events(device, topic);
	return publish_on(sender, mosquitto, topic, device, payload, qos);
}

/* Writes the next parcel. False when there is none. */
static bool open_next(struct sender *sender)
{
	while (!sender->is_open) {
		struct parcel *parcel;

		if (sender->batch_next == sender->batch_count) {
			sender->batch_next = 0;
			sender->batch_count = mailbag_take(sender->mailbag, sender->batch, SENDER_BATCH);
			if (sender->batch_count == 0)
				return false;
		}
		parcel = sender->batch[sender->batch_next];
		sender->reader_next = 0;
		sender->is_open = letter_write(&sender->letter, parcel, sender->payload_bytes);
		if (sender->is_open)
			break;
		log_event(LOG_ERROR, "mqtt.unsendable", "bytes_allowed=%zu", sender->payload_bytes);
		mailbag_drop(sender->mailbag, parcel);
		sender->batch_next++;
	}
	return true;
}

/* Publishes the open letter to the next of its readers. */
static enum error publish_to(struct sender *sender, struct mosquitto *mosquitto, const struct list *readers, int qos)
{
	const struct device_id *device = (const struct device_id *)readers->items + sender->reader_next;

	return publish(sender, mosquitto, device, letter_for(&sender->letter, device), qos);
}

/* Publishes the open letter to its next reader, and puts it away after the last one. */
static enum error publish_next(struct sender *sender, struct mosquitto *mosquitto)
{
	const struct device_id nobody = {{0}};
	struct parcel *parcel = sender->batch[sender->batch_next];
	struct list readers = letter_readers(parcel);
	enum error error;

	if (parcel->kind == PARCEL_FEED)
		error = publish_on(sender, mosquitto, TOPIC_FEED, &nobody, buffer_text(&sender->letter.plain), 1);
	else
		error = publish_to(sender, mosquitto, &readers, parcel->kind == PARCEL_HINT ? 0 : 1);
	if (error)
		return error;
	if (++sender->reader_next < readers.count)
		return OK;
	parcel_free(parcel);
	sender->is_open = false;
	sender->batch_next++;
	return OK;
}

/* Tells a device that it missed something. False when nobody has. */
static bool publish_owed(struct sender *sender, struct mosquitto *mosquitto, enum error *error)
{
	const struct hint resync = {.event = "resync", .by = {"system"}};
	struct device_id device;

	if (!owed_take(mailbag_owed(sender->mailbag), &device))
		return false;
	buffer_clear(&sender->letter.plain);
	codec_encode_hint(&resync, &sender->letter.plain);
	*error = publish(sender, mosquitto, &device, buffer_text(&sender->letter.plain), 1);
	return true;
}

/* The longest beginning of whole lines that fits into one packet. */
static struct text whole_lines(struct text lines, size_t most)
{
	if (lines.length <= most)
		return lines;
	log_event(LOG_ERROR, "mqtt.roll_cut", "bytes=%zu bytes_allowed=%zu", lines.length, most);
	while (most > 0 && lines.data[most - 1] != '\n')
		most--;
	return (struct text){lines.data, most};
}

/* Tells the guard whom not to let in and who may hear the feed, before anything else: whoever was struck off hears nothing of
 * what follows. */
static enum error publish_roll(struct sender *sender, struct mosquitto *mosquitto)
{
	const struct device_id nobody = {{0}};

	if (!has_room(sender, mosquitto) || !roll_take(mailbag_roll(sender->mailbag), &sender->roll))
		return OK;
	return publish_on(sender, mosquitto, TOPIC_ROLL, &nobody,
		whole_lines(buffer_text(&sender->roll), sender->payload_bytes), 1);
}

/* While it is corked, the kernel keeps what is written and sends it in as few packets as it fits into: an event goes to
 * many devices over this one connection. Where it fails each message goes by itself, as ever. */
static void cork(struct mosquitto *mosquitto, int is_corked)
{
	int socket = mosquitto_socket(mosquitto);

	if (socket >= 0)
		(void)setsockopt(socket, IPPROTO_TCP, TCP_CORK, &is_corked, sizeof(is_corked));
}

bool sender_turn(struct sender *sender, struct mosquitto *mosquitto)
{
	enum error error = publish_roll(sender, mosquitto);
	bool is_corked = false;

	while (error == OK && has_room(sender, mosquitto)) {
		bool is_open = open_next(sender);

		if (is_open && !is_corked)
			cork(mosquitto, 1);
		is_corked = is_corked || is_open;
		if (is_open)
			error = publish_next(sender, mosquitto);
		else if (!publish_owed(sender, mosquitto, &error))
			break;
	}
	if (is_corked)
		cork(mosquitto, 0);
	return error == OK;
}

void sender_confirmed(struct sender *sender, int message)
{
	flight_land(&sender->flight, message);
}

bool sender_is_idle(const struct sender *sender)
{
	return sender->batch_next == sender->batch_count && sender->flight.count == 0;
}

void sender_disconnected(struct sender *sender)
{
	for (; sender->batch_next < sender->batch_count; sender->batch_next++)
		mailbag_drop(sender->mailbag, sender->batch[sender->batch_next]);
	roll_forget(mailbag_roll(sender->mailbag));
	for (size_t i = 0; i < sender->flight.count; i++) {
		const struct device_id *device = &sender->flight.slots[i].device;

		if (device->text[0])
			owed_add(mailbag_owed(sender->mailbag), device);
	}
	sender->flight.count = 0;
	sender->is_open = false;
}
