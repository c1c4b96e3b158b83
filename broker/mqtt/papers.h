/*
 * The files with which the link shows who it is, and by which it knows the server: whether they have changed.
 *
 * Layer: mqtt. Thread: any.
 */
#ifndef MQTT_PAPERS_H
#define MQTT_PAPERS_H

#include "base/digest.h"
#include "mqtt/link.h"

/* A digest of what the files hold now; one that cannot be read counts as empty. ERROR_BUSY with no memory, ERROR_INTERNAL when
 * libcrypto fails. */
MUST_USE enum error papers_digest(const struct link_config *config, struct digest *digest);

#endif
