/*
 * Reports as files to download: every command report.<name> is GET /reports/<name>.csv and /reports/<name>.json.
 *
 * Layer: gateway. Thread: network. The report is asked for by the signed-in person, with their rights.
 */
#ifndef GATEWAY_REPORT_H
#define GATEWAY_REPORT_H

#include "gateway/http.h"

/* The path under which all reports are. */
#define REPORT_FOLDER "/reports/"

/* Asks for the report that the path names. The query's parameters are the command's args; a set of words may hold
 * several, with commas or by naming it again. An unknown parameter is refused by its name. */
void report_ask(struct connection *connection, const struct sign_in *who);

/* The engine has answered. */
void report_finished(struct connection *connection, const struct request *request);

#endif
