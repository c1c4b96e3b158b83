#include "codec/write.h"

#include <string.h>

#include "base/calendar.h"

static const char hex_digits[] = "0123456789abcdef";

/* How a byte below space, a quote or a backslash is written: a letter behind a backslash, or 'u' for \u00XX. Bytes with a
 * zero here stand for themselves. */
static const char escapes[256] = {
	['"'] = '"',
	['\\'] = '\\',
	['\b'] = 'b',
	['\f'] = 'f',
	['\n'] = 'n',
	['\r'] = 'r',
	['\t'] = 't',
	[0x00] = 'u',
	[0x01] = 'u',
	[0x02] = 'u',
	[0x03] = 'u',
	[0x04] = 'u',
	[0x05] = 'u',
	[0x06] = 'u',
	[0x07] = 'u',
	[0x0b] = 'u',
	[0x0e] = 'u',
	[0x0f] = 'u',
	[0x10] = 'u',
	[0x11] = 'u',
	[0x12] = 'u',
	[0x13] = 'u',
	[0x14] = 'u',
	[0x15] = 'u',
	[0x16] = 'u',
	[0x17] = 'u',
	[0x18] = 'u',
	[0x19] = 'u',
	[0x1a] = 'u',
	[0x1b] = 'u',
	[0x1c] = 'u',
	[0x1d] = 'u',
	[0x1e] = 'u',
	[0x1f] = 'u',
};

static void write_escaped(struct buffer *out, unsigned char byte)
{
	char escape[6] = {'\\', escapes[byte], '0', '0', hex_digits[byte >> 4], hex_digits[byte & 15]};

	buffer_append(out, escape, escapes[byte] == 'u' ? 6 : 2);
}

void write_text(struct buffer *out, struct text text)
{
	size_t written = 0;

	buffer_append(out, "\"", 1);
	for (size_t i = 0; i < text.length; i++) {
		unsigned char byte = (unsigned char)text.data[i];

		if (!escapes[byte])
			continue;
		buffer_append(out, text.data + written, i - written);
		write_escaped(out, byte);
		written = i + 1;
	}
	if (text.length > written)
		buffer_append(out, text.data + written, text.length - written);
	buffer_append(out, "\"", 1);
}

void write_plain(struct buffer *out, const char *string)
{
	buffer_append(out, "\"", 1);
	buffer_append_string(out, string);
	buffer_append(out, "\"", 1);
}

/* Writes the digits so that they end before end, and returns where they begin. */
static char *put_digits(char *end, uint64_t number)
{
	do {
		*--end = (char)('0' + number % 10);
		number /= 10;
	} while (number > 0);
	return end;
}

/* The same with a minus sign where there is one. */
static char *put_number(char *end, int64_t number)
{
	char *begin = put_digits(end, number < 0 ? 0 - (uint64_t)number : (uint64_t)number);

	if (number < 0)
		*--begin = '-';
	return begin;
}

void write_integer(struct buffer *out, int64_t number)
{
	char digits[24];
	char *end = digits + sizeof digits;
	char *begin = put_number(end, number);

	buffer_append(out, begin, (size_t)(end - begin));
}

void write_hundredths(struct buffer *out, int64_t hundredths)
{
	uint64_t size = hundredths < 0 ? 0 - (uint64_t)hundredths : (uint64_t)hundredths;
	char decimals[3] = {'.', (char)('0' + size / 10 % 10), (char)('0' + size % 10)};

	if (hundredths < 0)
		buffer_append(out, "-", 1);
	write_integer(out, (int64_t)(size / 100));
	if (size % 100 != 0)
		buffer_append(out, decimals, size % 10 != 0 ? 3 : 2);
}

void write_position_id(struct buffer *out, char letter, int64_t pos)
{
	char id[28];
	char *end = id + sizeof id;
	char *begin;

	*--end = '"';
	begin = put_number(end, pos);
	*--begin = letter;
	*--begin = '"';
	buffer_append(out, begin, (size_t)(id + sizeof id - begin));
}

void write_time(struct buffer *out, int64_t time_ms)
{
	char time[25];

	calendar_format_time(time_ms, time);
	write_plain(out, time);
}
