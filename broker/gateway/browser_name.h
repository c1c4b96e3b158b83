/*
 * Which browser a request says it comes from, in one word: for its person, who looks for the session they do not know.
 *
 * Layer: gateway. Thread: network. A claim, never a reason to trust.
 */
#ifndef GATEWAY_BROWSER_NAME_H
#define GATEWAY_BROWSER_NAME_H

#include "gateway/request.h"

/* "Firefox on Windows"; "" when it is none that we know. */
void browser_name(struct lws *wsi, char name[32]);

#endif
