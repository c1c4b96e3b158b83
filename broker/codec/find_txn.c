/* The txn of a command that is not good JSON: so that its sender learns which one was refused, and stops sending it. */
#include <string.h>

#include "codec/decode.h"

static size_t skip_blanks(struct text json, size_t at)
{
	while (at < json.length && memchr(" \t\r\n", json.data[at], 4))
		at++;
	return at;
}

/* The bytes between the quotes of the string that begins at at; *end is behind it. Escapes are left as they are. Absent
 * when it does not end. */
static struct text take_string(struct text json, size_t at, size_t *end)
{
	size_t from = at + 1;
	size_t to = from;

	while (to < json.length && json.data[to] != '"')
		to += json.data[to] == '\\' ? 2 : 1;
	if (to >= json.length) {
		*end = json.length;
		return (struct text){NULL, 0};
	}
	*end = to + 1;
	return (struct text){json.data + from, to - from};
}

/* The string behind "txn": at this place, or absent text. */
static struct text value_behind(struct text json, size_t at, size_t *end)
{
	size_t colon = skip_blanks(json, at);
	size_t value = colon < json.length && json.data[colon] == ':' ? skip_blanks(json, colon + 1) : json.length;

	*end = at;
	if (value >= json.length || json.data[value] != '"')
		return (struct text){NULL, 0};
	return take_string(json, value, end);
}

bool find_txn(struct text json, struct transaction_id *txn)
{
	size_t depth = 0, found = 0;
	struct text value = {NULL, 0};

	for (size_t at = 0; at < json.length;) {
		char c = json.data[at];

		if (c != '"') {
			depth += c == '{' || c == '[';
			depth -= (c == '}' || c == ']') && depth > 0;
			at++;
			continue;
		}
		struct text name = take_string(json, at, &at);
		if (depth == 1 && name.length == 3 && memcmp(name.data, "txn", 3) == 0) {
			struct text behind = value_behind(json, at, &at);

			found += behind.data != NULL;
			value = behind.data ? behind : value;
		}
	}
	return found == 1 && txn_of(value, txn);
}
