#include "gateway/request.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "gateway/cookie.h"

static const enum request_method METHODS[] = {
	[LWSHUMETH_GET] = METHOD_GET,
	[LWSHUMETH_POST] = METHOD_POST,
	[LWSHUMETH_OPTIONS] = METHOD_OTHER,
	[LWSHUMETH_PUT] = METHOD_OTHER,
	[LWSHUMETH_PATCH] = METHOD_OTHER,
	[LWSHUMETH_DELETE] = METHOD_OTHER,
	[LWSHUMETH_CONNECT] = METHOD_OTHER,
	[LWSHUMETH_HEAD] = METHOD_HEAD,
	[LWSHUMETH_COLON_PATH] = METHOD_OTHER,
};

/* Headers that two programs could read differently if they came twice. */
static const enum lws_token_indexes SINGLES[] = {
	WSI_TOKEN_HOST,
	WSI_TOKEN_ORIGIN,
	WSI_TOKEN_HTTP_COOKIE,
	WSI_TOKEN_HTTP_CONTENT_LENGTH,
	WSI_TOKEN_HTTP_CONTENT_TYPE,
	WSI_TOKEN_UPGRADE,
	WSI_TOKEN_KEY,
	WSI_TOKEN_VERSION,
	WSI_TOKEN_PROTOCOL,
};

/* Headers whose values we never read but that may be long, and are checked for control characters all the same. */
enum { LONGEST_HEADER_BYTES = 8192 };

bool request_line(struct lws *wsi, enum request_method *method, struct text *path)
{
	char *uri = NULL;
	int length = 0;
	int index = lws_http_get_uri_and_method(wsi, &uri, &length);

	if (index < 0 || (size_t)index >= sizeof METHODS / sizeof *METHODS || !uri || length <= 0)
		return false;
	*method = METHODS[index];
	*path = (struct text){uri, (size_t)length};
	return !memchr(uri, 0, (size_t)length);
}

int request_address_bytes(struct lws *wsi)
{
	static const enum lws_token_indexes paths[] = {WSI_TOKEN_GET_URI, WSI_TOKEN_POST_URI, WSI_TOKEN_HEAD_URI,
		WSI_TOKEN_PUT_URI, WSI_TOKEN_DELETE_URI, WSI_TOKEN_OPTIONS_URI, WSI_TOKEN_PATCH_URI};
	int bytes = lws_hdr_total_length(wsi, WSI_TOKEN_HTTP_URI_ARGS);

	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
		bytes += lws_hdr_total_length(wsi, paths[i]);
	return bytes;
}

static bool comes_once(struct lws *wsi, enum lws_token_indexes token)
{
	return lws_hdr_total_length(wsi, token) == lws_hdr_fragment_length(wsi, token, 0);
}

static bool has_control(const char *value, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		unsigned char byte = (unsigned char)value[i];

		if ((byte < 0x20 && byte != '\t') || byte == 0x7F)
			return true;
	}
	return false;
}

bool request_header(struct lws *wsi, enum lws_token_indexes token, char *buffer, size_t size, struct text *value)
{
	int length = lws_hdr_total_length(wsi, token);

	*value = (struct text){0};
	if (length <= 0)
		return true;
	if (!comes_once(wsi, token) || lws_hdr_copy(wsi, buffer, (int)size, token) < 0)
		return false;
	/* libwebsockets does not count a NUL in the length but keeps it in the value. */
	if (strlen(buffer) != (size_t)length || has_control(buffer, (size_t)length))
		return false;
	*value = text_trim((struct text){buffer, (size_t)length});
	return true;
}

static bool is_clean(struct lws *wsi, enum lws_token_indexes token)
{
	char buffer[LONGEST_HEADER_BYTES];
	int length = lws_hdr_total_length(wsi, token);

	if (length <= 0)
		return true;
	if (lws_hdr_copy(wsi, buffer, sizeof buffer, token) < 0)
		return false;
	return strlen(buffer) == (size_t)length && !has_control(buffer, (size_t)length);
}

bool request_is_sane(struct lws *wsi)
{
	if (lws_hdr_total_length(wsi, WSI_TOKEN_HOST) <= 0)
		return false;
	if (lws_hdr_total_length(wsi, WSI_TOKEN_HTTP_TRANSFER_ENCODING) > 0)
		return false;
	for (size_t i = 0; i < sizeof SINGLES / sizeof *SINGLES; i++)
		if (!comes_once(wsi, SINGLES[i]))
			return false;
	for (int token = 0; token < WSI_TOKEN_COUNT; token++)
		if (!is_clean(wsi, (enum lws_token_indexes)token))
			return false;
	return true;
}

int64_t request_length(struct lws *wsi)
{
	char buffer[32];
	struct text value;
	int64_t length;

	if (!request_header(wsi, WSI_TOKEN_HTTP_CONTENT_LENGTH, buffer, sizeof buffer, &value))
		return -2;
	if (!value.data)
		return -1;
	if (value.length == 0 || value.length > 9 || text_to_integer(value, &length))
		return -2;
	return length;
}

bool request_is_last(struct lws *wsi)
{
	char buffer[64];
	struct text version;
	int length = lws_hdr_copy(wsi, buffer, sizeof buffer, WSI_TOKEN_CONNECTION);

	if (length > 0 && strcasecmp(buffer, "close") == 0)
		return true;
	return !request_header(wsi, WSI_TOKEN_HTTP, buffer, sizeof buffer, &version) || !text_is(version, "HTTP/1.1");
}

bool request_origin_is_ours(struct connection *connection, bool missing_is)
{
	const struct gateway_config *config = &connection->gateway->config;
	char buffer[REQUEST_HEADER_BYTES];
	struct text origin;

	if (!request_header(connection->wsi, WSI_TOKEN_ORIGIN, buffer, sizeof buffer, &origin))
		return false;
	if (!origin.data)
		return missing_is;
	for (size_t i = 0; i < config->origin_count; i++)
		if (text_is(origin, config->origins[i]))
			return true;
	return false;
}

enum error request_session(struct connection *connection, struct digest *token)
{
	char buffer[REQUEST_HEADER_BYTES];
	struct text header;

	if (!request_header(connection->wsi, WSI_TOKEN_HTTP_COOKIE, buffer, sizeof buffer, &header))
		return ERROR_UNAUTHENTICATED;
	return cookie_open(connection->gateway->config.cookie_key, cookie_find(header, SESSION_COOKIE), token);
}

bool request_parameter(struct lws *wsi, const char *name, char *buffer, size_t size, struct text *value)
{
	size_t name_length = strlen(name);
	char pair[512];
	size_t used = 0;
	int length;

	*value = (struct text){0};
	for (int i = 0; (length = lws_hdr_fragment_length(wsi, WSI_TOKEN_HTTP_URI_ARGS, i)) > 0; i++) {
		if (lws_hdr_copy_fragment(wsi, pair, sizeof pair, WSI_TOKEN_HTTP_URI_ARGS, i) < 0)
			return false;
		if (strncmp(pair, name, name_length) != 0 || pair[name_length] != '=')
			continue;
		length = snprintf(buffer + used, size - used, "%s%s", used > 0 ? "," : "", pair + name_length + 1);
		if (length < 0 || (size_t)length >= size - used)
			return false;
		used += (size_t)length;
		*value = (struct text){buffer, used};
	}
	return true;
}

int request_parameter_count(struct lws *wsi)
{
	int count = 0;

	while (lws_hdr_fragment_length(wsi, WSI_TOKEN_HTTP_URI_ARGS, count) > 0)
		count++;
	return count;
}

static bool read_parameter_name(struct lws *wsi, int index, char *buffer, size_t size)
{
	char pair[512];
	size_t length;

	if (lws_hdr_copy_fragment(wsi, pair, sizeof pair, WSI_TOKEN_HTTP_URI_ARGS, index) < 0)
		return false;
	length = strcspn(pair, "=");
	if (length >= size)
		return false;
	memcpy(buffer, pair, length);
	buffer[length] = '\0';
	return true;
}

bool request_parameter_name(struct lws *wsi, int index, char *buffer, size_t size, bool *is_first)
{
	char before[512];

	if (!read_parameter_name(wsi, index, buffer, size))
		return false;
	*is_first = true;
	for (int i = 0; i < index && *is_first; i++)
		*is_first = !read_parameter_name(wsi, i, before, sizeof before) || strcmp(before, buffer) != 0;
	return true;
}
