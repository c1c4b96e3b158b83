#include "guard_memory.h"

#include <stdlib.h>
#include <string.h>

enum { BUCKETS = 1024, DEVICE_BYTES = 65 };

struct message {
	struct message *next;
	int64_t kept_s;
	size_t length;
	unsigned char payload[];
};

struct device {
	struct device *next; /* of its bucket */
	char id[DEVICE_BYTES];
	bool is_listening;
	int64_t seen_s;
	uint64_t queued_until; /* turn; until then what comes must queue behind what was given */
	struct message *first, *last;
	size_t count, bytes;
};

struct guard_memory {
	struct device *buckets[BUCKETS];
	size_t bytes;
	uint64_t turn;
};

/* FNV-1a; the ids are signed by our own authority, so nobody chooses them to collide. */
static size_t bucket_of(const char *id)
{
	uint32_t hash = 2166136261u;

	for (; *id; id++)
		hash = (hash ^ (unsigned char)*id) * 16777619u;
	return hash % BUCKETS;
}

static void drop_first(struct guard_memory *memory, struct device *device)
{
	struct message *message = device->first;

	device->first = message->next;
	if (device->first == NULL)
		device->last = NULL;
	device->count--;
	device->bytes -= message->length;
	memory->bytes -= message->length;
	free(message);
}

static void drop_all(struct guard_memory *memory, struct device *device)
{
	while (device->first != NULL)
		drop_first(memory, device);
}

struct guard_memory *guard_memory_new(void)
{
	return calloc(1, sizeof(struct guard_memory));
}

void guard_memory_free(struct guard_memory *memory)
{
	if (memory == NULL)
		return;
	for (size_t i = 0; i < BUCKETS; i++) {
		while (memory->buckets[i] != NULL) {
			struct device *device = memory->buckets[i];

			memory->buckets[i] = device->next;
			drop_all(memory, device);
			free(device);
		}
	}
	free(memory);
}

static struct device *find(struct guard_memory *memory, const char *id)
{
	struct device *device = memory->buckets[bucket_of(id)];

	while (device != NULL && strcmp(device->id, id) != 0)
		device = device->next;
	return device;
}

static struct device *find_or_add(struct guard_memory *memory, const char *id)
{
	struct device *device = find(memory, id);

	if (device != NULL || strlen(id) >= DEVICE_BYTES)
		return device;
	device = calloc(1, sizeof(*device));
	if (device == NULL)
		return NULL;
	memcpy(device->id, id, strlen(id) + 1);
	device->next = memory->buckets[bucket_of(id)];
	memory->buckets[bucket_of(id)] = device;
	return device;
}

void guard_memory_seen(struct guard_memory *memory, const char *id, int64_t now_s)
{
	struct device *device = find_or_add(memory, id);

	if (device != NULL)
		device->seen_s = now_s;
}

void guard_memory_left(struct guard_memory *memory, const char *id, int64_t now_s)
{
	struct device *device = find(memory, id);

	if (device == NULL)
		return;
	device->is_listening = false;
	device->seen_s = now_s;
}

void guard_memory_subscribed(struct guard_memory *memory, const char *id, int64_t now_s,
	void (*give)(void *context, const char *device, const void *payload, size_t length), void *context)
{
	struct device *device = find_or_add(memory, id);

	if (device == NULL)
		return;
	device->is_listening = true;
	device->seen_s = now_s;
	if (device->first != NULL)
		device->queued_until = memory->turn + 2;
	while (device->first != NULL) {
		if (now_s - device->first->kept_s <= GUARD_MEMORY_SECONDS)
			give(context, id, device->first->payload, device->first->length);
		drop_first(memory, device);
	}
}

static void keep(struct guard_memory *memory, struct device *device, const void *payload, size_t length, int64_t now_s)
{
	struct message *message;

	if (length > GUARD_MEMORY_BYTES || memory->bytes + length > GUARD_MEMORY_ALL_BYTES)
		return;
	while (device->count == GUARD_MEMORY_MESSAGES || device->bytes + length > GUARD_MEMORY_BYTES)
		drop_first(memory, device);
	message = malloc(sizeof(*message) + length);
	if (message == NULL)
		return;
	message->next = NULL;
	message->kept_s = now_s;
	message->length = length;
	memcpy(message->payload, payload, length);
	if (device->last != NULL)
		device->last->next = message;
	else
		device->first = message;
	device->last = message;
	device->count++;
	device->bytes += length;
	memory->bytes += length;
}

bool guard_memory_keep(struct guard_memory *memory, const char *id, const void *payload, size_t length, int64_t now_s)
{
	struct device *device = find(memory, id);

	if (device == NULL)
		return false;
	if (device->is_listening)
		return memory->turn < device->queued_until;
	if (now_s - device->seen_s <= GUARD_MEMORY_SECONDS)
		keep(memory, device, payload, length, now_s);
	return false;
}

void guard_memory_turn(struct guard_memory *memory)
{
	memory->turn++;
}

/* Who listens is kept for as long as they do. */
static bool is_over(const struct device *device, int64_t now_s)
{
	return !device->is_listening && now_s - device->seen_s > GUARD_MEMORY_SECONDS;
}

void guard_memory_sweep(struct guard_memory *memory, int64_t now_s)
{
	for (size_t i = 0; i < BUCKETS; i++) {
		struct device **link = &memory->buckets[i];

		while (*link != NULL) {
			struct device *device = *link;

			if (!is_over(device, now_s)) {
				link = &device->next;
				continue;
			}
			*link = device->next;
			drop_all(memory, device);
			free(device);
		}
	}
}

size_t guard_memory_bytes(const struct guard_memory *memory)
{
	return memory->bytes;
}
