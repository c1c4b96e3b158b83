#include "gateway/addresses.h"

#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "base/memory.h"

/* The bytes an address counts by: 4 of IPv4 (also when written as IPv6), the first 8 of IPv6. 0 when there are none. */
static size_t key_of(int socket, char key[8])
{
	struct sockaddr_storage peer = {0};
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
	socklen_t length = sizeof peer;

	if (getpeername(socket, (struct sockaddr *)&peer, &length) != 0)
		return 0;
	if (peer.ss_family == AF_INET) {
		memcpy(&v4, &peer, sizeof v4);
		memcpy(key, &v4.sin_addr, 4);
		return 4;
	}
	if (peer.ss_family != AF_INET6)
		return 0;
	memcpy(&v6, &peer, sizeof v6);
	if (IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr)) {
		memcpy(key, v6.sin6_addr.s6_addr + 12, 4);
		return 4;
	}
	memcpy(key, v6.sin6_addr.s6_addr, 8);
	return 8;
}

static struct address *add_address(struct gateway *gateway, struct text key)
{
	struct address *address = memory_new(sizeof *address);

	if (!address)
		return NULL;
	memcpy(address->key, key.data, key.length);
	address->key_length = key.length;
	address->gateway = gateway;
	address->attempts_left = gateway->config.limits.failed_sign_ins;
	address->refilled_ms = gateway_now_ms(gateway);
	if (map_set(gateway->addresses, key, address, NULL) == OK)
		return address;
	memory_free(address);
	return NULL;
}

struct address *address_take(struct gateway *gateway, int socket)
{
	char bytes[8];
	struct text key = {bytes, key_of(socket, bytes)};
	struct address *address;

	if (key.length == 0)
		return NULL;
	address = map_find(gateway->addresses, key);
	if (!address)
		address = add_address(gateway, key);
	if (!address || address->connections >= gateway->config.limits.connections_per_address)
		return NULL;
	address->connections++;
	return address;
}

void address_give_back(struct address *address)
{
	if (address)
		address->connections--;
}

static void refill(struct address *address)
{
	int64_t now = gateway_now_ms(address->gateway);
	int64_t most = address->gateway->config.limits.failed_sign_ins;
	int64_t more = (now - address->refilled_ms) / 1000;

	if (more <= 0)
		return;
	address->refilled_ms += more * 1000;
	address->attempts_left = more > most - address->attempts_left ? most : address->attempts_left + more;
}

bool address_may_sign_in(struct address *address)
{
	refill(address);
	return address->attempts_left > 0;
}

void address_sign_in_failed(struct address *address)
{
	refill(address);
	if (address->attempts_left > 0)
		address->attempts_left--;
}

void addresses_prune(struct gateway *gateway)
{
	struct address *address;
	struct text key;
	size_t cursor = 0;
	void *value;

	while (map_next(gateway->addresses, &cursor, &key, &value)) {
		address = value;
		refill(address);
		if (address->connections > 0 || address->attempts_left < gateway->config.limits.failed_sign_ins)
			continue;
		map_remove(gateway->addresses, (struct text){address->key, address->key_length});
		memory_free(address);
	}
}

void addresses_free(struct gateway *gateway)
{
	map_free(gateway->addresses, memory_free);
	gateway->addresses = NULL;
}
