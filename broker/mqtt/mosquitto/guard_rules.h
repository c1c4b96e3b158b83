/*
 * Which topics a client of the MQTT server may touch: the whole rule, with no MQTT server in it.
 *
 * Layer: none of the daemon's; part of the Mosquitto plugin. Includes nothing but libc.
 * Thread: any. Owns: nothing. Borrows: the strings of the request, for the call.
 */
#ifndef CORRIDOR_GUARD_RULES_H
#define CORRIDOR_GUARD_RULES_H

#include <stdbool.h>

enum guard_access { GUARD_SUBSCRIBE, GUARD_UNSUBSCRIBE, GUARD_READ, GUARD_WRITE };

struct guard_request {
	const char *user;  /* common name of the client's certificate; NULL is nobody */
	const char *topic; /* topic, or for (un)subscribe the filter, exactly as sent */
	enum guard_access access;
	unsigned qos;       /* of the message; only read for GUARD_WRITE */
	bool is_retained;   /* of the message; only read for GUARD_WRITE */
	bool may_hear_feed; /* the daemon has named this device */
	bool is_refused;    /* likewise: revoked, or its person suspended */
};

/*
 * Whether the client may do this. What no rule names is refused, so wildcards, $share, $SYS and $CONTROL need no rules.
 *
 *   a device   subscribes to, leaves and reads   corridor/v1/<its own id>/evt
 *              writes                            corridor/v1/<its own id>/cmd
 *              and if it may hear the feed,
 *              subscribes to and reads           corridor/v1/feed/referrals (anybody may leave it)
 *   corridord  subscribes to and leaves          corridor/v1/+/cmd
 *              reads                             corridor/v1/<any device>/cmd
 *              writes                            corridor/v1/<any device>/evt
 *              writes                            corridor/v1/feed/referrals and corridor/v1/roll
 *
 * Nobody reads corridor/v1/roll: it is the list of those who may hear the feed and of those who are refused, meant for
 * this plugin. Whoever is refused may do nothing.
 * Nobody writes retained or at QoS 2. A device is named [a-z0-9][a-z0-9-]{0,63} and not corridord.
 */
bool guard_is_allowed(const struct guard_request *request);

/*
 * The device whose corridor/v1/<device>/evt this topic is, copied into device. False for every other topic.
 */
bool guard_device_of_events(const char *topic, char device[65]);

/* Whether this message is the roll, from the only one who may send it. */
bool guard_is_roll(const char *user, const char *topic);

/* Whether a client promises to be heard of so often (seconds) that a dead connection is noticed: Mosquitto 2.0.11 has no bound of its
 * own for MQTT 3.1.1, where 0 means never. */
enum { GUARD_KEEPALIVE_MOST_S = 1200 };
bool guard_is_alive_often_enough(int keepalive_s);

/* Whether this user is a device at all. */
bool guard_is_device(const char *user);

#endif
