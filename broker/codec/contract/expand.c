/* Templates: text with @fragments@ in it. */
#include <string.h>

#include "base/text.h"
#include "codec/contract/contract.h"

static const struct {
	const char *name;
	void (*append)(struct buffer *out);
} fragments[] = {
	{"command_channel_messages", append_command_channel_messages},
	{"event_channel_messages", append_event_channel_messages},
	{"socket_channel_messages", append_socket_channel_messages},
	{"operations", append_operations},
	{"messages", append_messages},
	{"schemas", append_schemas},
	{"error_codes", append_error_codes},
	{"role_words", append_role_words},
	{"command_list", append_command_list},
	{"command_sections", append_command_sections},
	{"event_sections", append_event_sections},
	{"record_sections", append_record_sections},
	{"error_table", append_error_table},
	{"limit_table", append_limit_table},
	{"role_table", append_role_table},
	{"vocabulary_tables", append_vocabulary_tables},
	{"treatment_function_table", append_treatment_function_table},
};

static void append_fragment(struct text name, struct buffer *out)
{
	for (size_t i = 0; i < sizeof fragments / sizeof fragments[0]; i++) {
		if (text_is(name, fragments[i].name)) {
			fragments[i].append(out);
			return;
		}
	}
	give_up("a template asks for @%.*s@, which nobody writes", TEXT_ARGS(name));
}

/* A fragment's name is lower-case letters and underlines: an address like a@b.example is none. */
static const char *name_end(const char *at, const char *end)
{
	const char *begin = at;

	while (at < end && ((*at >= 'a' && *at <= 'z') || *at == '_'))
		at++;
	return at < end && *at == '@' && at > begin ? at : NULL;
}

void expand(struct text template, struct buffer *out)
{
	const char *end = template.data + template.length;
	const char *written = template.data;

	for (const char *at = template.data; at < end; at++) {
		const char *after = *at == '@' ? name_end(at + 1, end) : NULL;

		if (!after)
			continue;
		buffer_append(out, written, (size_t)(at - written));
		append_fragment((struct text){at + 1, (size_t)(after - at - 1)}, out);
		/* A fragment that ends its line needs no second line end from the template. */
		if (out->data[out->length - 1] == '\n' && after + 1 < end && after[1] == '\n')
			after++;
		at = after;
		written = after + 1;
	}
	buffer_append(out, written, (size_t)(end - written));
}
