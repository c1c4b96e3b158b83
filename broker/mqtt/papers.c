#define _POSIX_C_SOURCE 200809L

#include "mqtt/papers.h"

#include <fcntl.h>
#include <unistd.h>

enum { PAPER_MOST_BYTES = 1024 * 1024, READ_BYTES = 4096 };

static void append_file(struct buffer *out, const char *path)
{
	char bytes[READ_BYTES];
	ssize_t got;
	int file = open(path, O_RDONLY | O_CLOEXEC);

	if (file < 0)
		return;
	while (out->length < PAPER_MOST_BYTES && (got = read(file, bytes, sizeof(bytes))) > 0)
		buffer_append(out, bytes, (size_t)got);
	close(file);
}

enum error papers_digest(const struct link_config *config, struct digest *digest)
{
	const char *const paths[] = {config->ca, config->certificate, config->key};
	struct digest each[3];
	enum error error = OK;

	for (size_t i = 0; error == OK && i < 3; i++) {
		struct buffer bytes = {0};
		struct text part;

		append_file(&bytes, paths[i]);
		part = buffer_text(&bytes);
		error = bytes.failed ? ERROR_BUSY : digest_of(&part, 1, &each[i]);
		buffer_deinit(&bytes);
	}
	if (error != OK)
		return error;
	return digest_of(&(struct text){(const char *)each, sizeof(each)}, 1, digest);
}
