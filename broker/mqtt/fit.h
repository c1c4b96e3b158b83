/*
 * Makes answers small enough for one MQTT packet.
 *
 * Layer: mqtt. Thread: the link's. The MQTT server ends the connection of whoever sends a larger packet than it takes, so
 * one large answer would cut off everybody.
 */
#ifndef MQTT_FIT_H
#define MQTT_FIT_H

#include "core/command.h"

/* Halves the page that an answer carries, in the direction in which its reader asks for more, and says in it that there
 * is more. False when the answer has no pages, or its page has one entry. */
bool fit_halve(const struct command_row *row, void *result);

#endif
