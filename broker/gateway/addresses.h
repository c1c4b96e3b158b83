/*
 * Who connects from where: connections and failed sign-ins of one network address are bounded.
 *
 * Layer: gateway. Thread: network. An IPv6 address counts by its /64, which is what one customer gets.
 */
#ifndef GATEWAY_ADDRESSES_H
#define GATEWAY_ADDRESSES_H

#include "gateway/state.h"

struct address {
	char key[8];
	size_t key_length;
	size_t connections;
	int64_t attempts_left;
	int64_t refilled_ms; /* monotonic; one attempt more each second */
	struct gateway *gateway;
};

/* The address at the other end of a socket, with one connection more; NULL when it has too many, or with no memory. */
struct address *address_take(struct gateway *gateway, int socket);

/* One connection less; NULL is fine. */
void address_give_back(struct address *address);

/* False after too many failed sign-ins. */
bool address_may_sign_in(struct address *address);
void address_sign_in_failed(struct address *address);

/* Forgets addresses with no connection and no recent failure. */
void addresses_prune(struct gateway *gateway);
void addresses_free(struct gateway *gateway);

#endif
