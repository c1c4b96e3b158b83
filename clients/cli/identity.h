/*
 * Who speaks and where to: the settings, the environment and a folder of ./dev run put together.
 *
 * Layer: cli.
 */
#ifndef CLI_IDENTITY_H
#define CLI_IDENTITY_H

#include "session.h"

/* Fills the paths, the device and the timeout of the session and what the client needs of them; config borrows from the
 * session. False after telling what is missing. */
bool identity_fill(struct session *session, struct corridor_client_config *config);

#endif
