#include "base/buffer.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"

enum { SMALLEST_CAPACITY = 256 };

void buffer_deinit(struct buffer *buffer)
{
	memory_free(buffer->data);
	*buffer = (struct buffer){0};
}

void buffer_clear(struct buffer *buffer)
{
	buffer->length = 0;
	buffer->failed = false;
	if (buffer->data)
		buffer->data[0] = '\0';
}

/* Makes room for length more bytes and their NUL; on failure the buffer is failed. */
static bool reserve(struct buffer *buffer, size_t length)
{
	size_t most = buffer->limit > 0 ? buffer->limit : SIZE_MAX / 4;
	size_t capacity = buffer->capacity > 0 ? buffer->capacity : SMALLEST_CAPACITY;
	char *data;

	if (buffer->failed || length > most - buffer->length) {
		buffer->failed = true;
		return false;
	}
	if (buffer->length + length < buffer->capacity)
		return true;
	while (capacity <= buffer->length + length)
		capacity *= 2;
	data = memory_resize(buffer->data, capacity);
	if (!data) {
		buffer->failed = true;
		return false;
	}
	buffer->data = data;
	buffer->capacity = capacity;
	return true;
}

void buffer_append(struct buffer *buffer, const void *bytes, size_t length)
{
	if (length == 0 || !reserve(buffer, length))
		return;
	memcpy(buffer->data + buffer->length, bytes, length);
	buffer->length += length;
	buffer->data[buffer->length] = '\0';
}

void buffer_append_text(struct buffer *buffer, struct text text)
{
	buffer_append(buffer, text.data, text.length);
}

void buffer_append_string(struct buffer *buffer, const char *string)
{
	buffer_append(buffer, string, strlen(string));
}

void buffer_append_count(struct buffer *buffer, size_t count)
{
	char digits[20];
	size_t first = sizeof(digits);

	do {
		digits[--first] = (char)('0' + count % 10);
		count /= 10;
	} while (count > 0);
	buffer_append(buffer, digits + first, sizeof(digits) - first);
}

void buffer_append_format(struct buffer *buffer, const char *format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (length < 0)
		buffer->failed = true;
	if (length <= 0 || !reserve(buffer, (size_t)length))
		return;
	va_start(arguments, format);
	vsnprintf(buffer->data + buffer->length, (size_t)length + 1, format, arguments);
	va_end(arguments);
	buffer->length += (size_t)length;
}

struct text buffer_text(const struct buffer *buffer)
{
	return (struct text){buffer->data ? buffer->data : "", buffer->length};
}
