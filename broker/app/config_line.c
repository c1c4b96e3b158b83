#include "app/config_line.h"

#include <string.h>

#include "base/text.h"

static const char NO_MEMORY[] = "does not fit into memory";

static const char *set_text(const struct config_key *key, struct text value, struct arena *arena, void *member)
{
	struct text copy = arena_text(arena, value);

	(void)key;
	*(CONFIG_TEXT *)member = copy.data;
	return copy.data ? NULL : NO_MEMORY;
}

/* host:port or [IPv6]:port */
static const char *set_address(const struct config_key *key, struct text value, struct arena *arena, void *member)
{
	static const char must_be[] = "must be host:port, for example 127.0.0.1:8443";
	CONFIG_ADDRESS *address = member;
	struct text host = value, port = {0};
	int64_t number;

	(void)key;
	while (host.length > 0 && host.data[host.length - 1] != ':')
		host.length--;
	if (host.length < 2)
		return must_be;
	port = (struct text){value.data + host.length, value.length - host.length};
	host.length--;
	if (text_to_integer(port, &number) != OK || number > 65535)
		return must_be;
	if (host.data[0] == '[' && host.length > 2 && host.data[host.length - 1] == ']')
		host = (struct text){host.data + 1, host.length - 2};
	else if (memchr(host.data, ':', host.length))
		return must_be;
	address->host = arena_text(arena, host).data;
	address->port = (int)number;
	return address->host ? NULL : NO_MEMORY;
}

static const char *set_integer(const struct config_key *key, struct text value, struct arena *arena, void *member)
{
	struct text must_be;
	int64_t number;

	if (text_to_integer(value, &number) == OK && number >= key->least && number <= key->most) {
		*(CONFIG_INTEGER *)member = number;
		return NULL;
	}
	must_be = arena_format(
		arena, "must be a whole number from %lld to %lld", (long long)key->least, (long long)key->most);
	return must_be.data ? must_be.data : NO_MEMORY;
}

static const char *set_boolean(const struct config_key *key, struct text value, struct arena *arena, void *member)
{
	(void)key;
	(void)arena;
	*(CONFIG_BOOLEAN *)member = text_is(value, "yes");
	return text_is(value, "yes") || text_is(value, "no") ? NULL : "must be yes or no";
}

static const char *set_level(const struct config_key *key, struct text value, struct arena *arena, void *member)
{
	static const char *const names[] = {
		[LOG_DEBUG] = "debug",
		[LOG_INFO] = "info",
		[LOG_WARNING] = "warning",
		[LOG_ERROR] = "error",
	};

	(void)key;
	(void)arena;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!text_is(value, names[i]))
			continue;
		*(CONFIG_LEVEL *)member = (enum log_level)i;
		return NULL;
	}
	return "must be debug, info, warning or error";
}

static const char *add_to_list(const struct config_key *key, struct text value, struct arena *arena, void *member)
{
	CONFIG_LIST *list = member;
	const char *problem;

	if (list->count == (size_t)key->most)
		return "is given too often";
	problem = set_text(key, value, arena, &list->items[list->count]);
	list->count += !problem;
	return problem;
}

const char *config_set(const struct config_key *key, struct text value, struct arena *arena, void *member)
{
	static const char *(*const setters[])(
		const struct config_key *key, struct text value, struct arena *arena, void *member) = {
		[CONFIG_TYPE_TEXT] = set_text,
		[CONFIG_TYPE_ADDRESS] = set_address,
		[CONFIG_TYPE_INTEGER] = set_integer,
		[CONFIG_TYPE_BOOLEAN] = set_boolean,
		[CONFIG_TYPE_LEVEL] = set_level,
		[CONFIG_TYPE_LIST] = add_to_list,
	};

	if (value.length == 0)
		return "needs a value";
	if (memchr(value.data, '\0', value.length))
		return "must not hold a zero byte";
	return setters[key->type](key, value, arena, member);
}

bool config_split(struct text line, struct text *name, struct text *value)
{
	const char *equals = memchr(line.data, '=', line.length);

	if (!equals)
		return false;
	*name = text_trim((struct text){line.data, (size_t)(equals - line.data)});
	*value = text_trim((struct text){equals + 1, line.length - (size_t)(equals - line.data) - 1});
	return name->length > 0;
}
