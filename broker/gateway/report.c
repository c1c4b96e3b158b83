#include "gateway/report.h"

#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "codec/codec.h"
#include "gateway/report_text.h"

enum { PARAMETER_BYTES = 256, NAME_BYTES = 64 };

/* --- which report -------------------------------------------------------------------------------------------------------- */

static bool ends_with(struct text text, const char *end)
{
	size_t length = strlen(end);

	return text.length > length && memcmp(text.data + text.length - length, end, length) == 0;
}

/* The command that a path names, or NULL; and in which form its answer is wanted. */
static const struct command_row *find_report(struct lws *wsi, bool *is_json)
{
	char wire[NAME_BYTES] = "report.";
	size_t begun = strlen(wire);
	enum request_method method;
	struct text path;

	if (!request_line(wsi, &method, &path))
		return NULL;
	*is_json = ends_with(path, ".json");
	if (!*is_json && !ends_with(path, ".csv"))
		return NULL;
	path.data += sizeof REPORT_FOLDER - 1;
	path.length -= sizeof REPORT_FOLDER - 1;
	path.length -= strlen(*is_json ? ".json" : ".csv");
	if (path.length >= sizeof wire - begun)
		return NULL;
	memcpy(wire + begun, path.data, path.length);
	return command_find(text_of(wire));
}

/* --- its arguments ------------------------------------------------------------------------------------------------------- */

/* Only what a date, a time or a word is made of: it goes into JSON as it stands. */
static bool is_plain(struct text text)
{
	static const char PLAIN[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-:.,+ ";

	for (size_t i = 0; i < text.length; i++)
		if (!memchr(PLAIN, text.data[i], sizeof PLAIN - 1))
			return false;
	return true;
}

static bool is_set(const struct record_type *type, const char *name)
{
	for (size_t i = 0; i < type->field_count; i++)
		if (strcmp(type->fields[i].name, name) == 0)
			return type->fields[i].kind == FIELD_KIND_WORD_SET;
	return false;
}

/* "month,practice" as an array. */
static void write_set(struct buffer *json, const char *name, struct text words)
{
	buffer_append_format(json, "%s\"%s\":[\"", json->length > 1 ? "," : "", name);
	for (size_t i = 0; i < words.length; i++)
		buffer_append_string(json, words.data[i] == ',' ? "\",\"" : (char[]){words.data[i], 0});
	buffer_append_string(json, "\"]");
}

static bool write_parameter(struct lws *wsi, const struct record_type *type, const char *name, struct buffer *json)
{
	char room[PARAMETER_BYTES];
	struct text value;

	if (!request_parameter(wsi, name, room, sizeof room, &value) || !is_plain(value))
		return false;
	if (!is_set(type, name))
		buffer_append_format(json, "%s\"%s\":\"%.*s\"", json->length > 1 ? "," : "", name, TEXT_ARGS(value));
	else if (value.length > 0)
		write_set(json, name, value);
	return true;
}

/* The query's parameters as a JSON object; what is wrong with them, the decoder says. False when they cannot be one. */
static bool write_args(struct lws *wsi, const struct record_type *type, struct buffer *json)
{
	char name[NAME_BYTES];
	int count = request_parameter_count(wsi);

	buffer_append_string(json, "{");
	for (int i = 0; i < count; i++) {
		bool is_first;

		if (!request_parameter_name(wsi, i, name, sizeof name, &is_first) || !is_plain(text_of(name)))
			return false;
		if (is_first && !write_parameter(wsi, type, name, json))
			return false;
	}
	buffer_append_string(json, "}");
	return !json->failed;
}

static enum error decode_args(struct lws *wsi, struct request *request, struct refusal *refusal)
{
	const struct command_row *row = request->command.row;
	struct buffer json = {0};
	enum error error = ERROR_BAD_REQUEST;
	void *args = arena_take(request->arena, row->args->size);

	if (!args)
		error = ERROR_BUSY;
	else if (write_args(wsi, row->args, &json))
		error = codec_decode_record(row->args, buffer_text(&json), "", request->arena, args, refusal);
	request->command.args = args;
	buffer_deinit(&json);
	return error;
}

/* --- asking and answering ------------------------------------------------------------------------------------------------ */

void report_ask(struct connection *connection, const struct sign_in *who)
{
	bool is_json;
	const struct command_row *row = find_report(connection->wsi, &is_json);
	struct request *request = row ? request_new(&connection->gateway->sink, connection->id) : NULL;
	struct refusal refusal = {0};
	enum error error;

	if (!request) {
		exchange_refuse(connection, row ? ERROR_BUSY : ERROR_NOT_FOUND, 0, NULL);
		return;
	}
	request->command.row = row;
	request->command.person = who->session.person;
	request->command.device = who->session.device;
	error = decode_args(connection->wsi, request, &refusal);
	if (error) {
		exchange_refuse(connection, error, 0, &refusal);
		request_free(request);
		return;
	}
	if (!gateway_submit(connection->gateway, request))
		exchange_refuse(connection, ERROR_BUSY, 0, NULL);
}

static void answer(struct connection *connection, const struct request *request, bool is_json, struct text body)
{
	const struct command_row *row = request->command.row;
	const char *name = strchr(row->wire, '.') + 1;
	const struct record_type *type;

	log_event(LOG_INFO, "report.downloaded", "person=%s report=%s rows=%zu", request->command.person.text, name,
		report_rows_of(row, request->result, &type).count);
	if (!is_json)
		exchange_add_header(connection->exchange, "Content-Disposition: attachment; filename=\"%s.csv\"", name);
	exchange_answer(connection, 200, is_json ? "application/json" : "text/csv; charset=utf-8", NULL, body);
}

void report_finished(struct connection *connection, const struct request *request)
{
	struct buffer body = {0};
	bool is_json = false;

	if (!connection->exchange)
		return;
	if (request->error || !find_report(connection->wsi, &is_json)) {
		exchange_refuse(connection, request->error ? request->error : ERROR_NOT_FOUND, 0, &request->refusal);
		return;
	}
	(is_json ? report_write_json : report_write_csv)(
		request->command.row, request->command.args, request->result, &body);
	if (body.failed)
		exchange_refuse(connection, ERROR_BUSY, 0, NULL);
	else
		answer(connection, request, is_json, buffer_text(&body));
	buffer_deinit(&body);
}
