#include "guard_feed.h"

#include <stdlib.h>
#include <string.h>

enum { REFUSED_MARK = '!', REFUSED_LINE_BYTES = 80 };

struct guard_feed {
	char *text;           /* the lines, each ended by NUL */
	const char **devices; /* sorted; into text */
	size_t count;
};

struct guard_feed *guard_feed_new(void)
{
	return calloc(1, sizeof(struct guard_feed));
}

static void clear(struct guard_feed *feed)
{
	free(feed->devices);
	free(feed->text);
	*feed = (struct guard_feed){0};
}

void guard_feed_free(struct guard_feed *feed)
{
	if (feed != NULL)
		clear(feed);
	free(feed);
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static size_t count_lines(const char *bytes, size_t length)
{
	size_t count = 1;

	for (size_t i = 0; i < length; i++)
		count += bytes[i] == '\n';
	return count;
}

void guard_feed_set(struct guard_feed *feed, const void *lines, size_t length)
{
	char *at, *end;

	clear(feed);
	if (length == 0)
		return;
	feed->text = malloc(length + 1);
	feed->devices = calloc(count_lines(lines, length), sizeof(*feed->devices));
	if (feed->text == NULL || feed->devices == NULL) {
		clear(feed);
		return;
	}
	memcpy(feed->text, lines, length);
	feed->text[length] = '\0';
	for (at = feed->text; at < feed->text + length; at = end + 1) {
		end = at + strcspn(at, "\n");
		*end = '\0';
		if (end > at)
			feed->devices[feed->count++] = at;
	}
	qsort(feed->devices, feed->count, sizeof(*feed->devices), compare);
}

static bool has_line(const struct guard_feed *feed, const char *line)
{
	return feed->count > 0 && bsearch(&line, feed->devices, feed->count, sizeof(*feed->devices), compare) != NULL;
}

bool guard_feed_refuses(const struct guard_feed *feed, const char *device)
{
	char line[REFUSED_LINE_BYTES] = {REFUSED_MARK};

	if (device == NULL || strlen(device) + 2 > sizeof(line))
		return false;
	memcpy(line + 1, device, strlen(device) + 1);
	return has_line(feed, line);
}

/* The mark sorts before every letter and digit. */
void guard_feed_each_refused(
	const struct guard_feed *feed, void (*call)(void *context, const char *device), void *context)
{
	for (size_t i = 0; i < feed->count && feed->devices[i][0] == REFUSED_MARK; i++)
		call(context, feed->devices[i] + 1);
}

bool guard_feed_has(const struct guard_feed *feed, const char *device)
{
	return device != NULL && device[0] != REFUSED_MARK && has_line(feed, device);
}
