#include "core/text_policy.h"

#include <stdbool.h>
#include <stdint.h>

/* One code point of well-formed UTF-8 (Unicode 3.9, table 3-7); 0 bytes taken when it is not. */
static size_t take_code_point(const unsigned char *bytes, size_t left, uint32_t *code)
{
	unsigned char lead = bytes[0];
	if (lead < 0x80) {
		*code = lead;
		return 1;
	}
	size_t length = lead >= 0xC2 && lead <= 0xDF   ? 2
			: lead >= 0xE0 && lead <= 0xEF ? 3
			: lead >= 0xF0 && lead <= 0xF4 ? 4
						       : 0;
	if (length == 0 || length > left) {
		return 0;
	}
	uint32_t value = lead & (0xFFu >> (length + 1));
	for (size_t i = 1; i < length; i++) {
		if ((bytes[i] & 0xC0) != 0x80) {
			return 0;
		}
		value = value << 6 | (bytes[i] & 0x3Fu);
	}
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	bool is_surrogate = value >= 0xD800 && value <= 0xDFFF;
	if (value < least[length] || value > 0x10FFFF || is_surrogate) {
		return 0;
	}
	*code = value;
	return length;
}

static bool is_control(uint32_t code)
{
	return (code < 0x20 && code != '\t' && code != '\n' && code != '\r') || (code >= 0x7F && code <= 0x9F);
}

/* Overrides, embeddings and isolates (Unicode UAX 9): they make words read in another order than they are stored. */
static bool is_bidirectional_control(uint32_t code)
{
	return (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
}

static bool is_noncharacter(uint32_t code)
{
	return (code >= 0xFDD0 && code <= 0xFDEF) || (code & 0xFFFE) == 0xFFFE;
}

static bool is_blank(uint32_t code)
{
	return code == ' ' || code == '\t' || code == '\n' || code == '\r' || code == 0xA0 || code == 0x2028 ||
	       code == 0x2029 || (code >= 0x2000 && code <= 0x200D) || code == 0x3000 || code == 0x3164 ||
	       code == 0xFFA0 || code == 0xFEFF;
}

bool text_policy_is_one_line(struct text text)
{
	for (size_t at = 0; at < text.length;) {
		uint32_t code = 0;
		size_t taken = take_code_point((const unsigned char *)text.data + at, text.length - at, &code);
		if (taken == 0 || code < 0x20 || code == 0x2028 || code == 0x2029) {
			return false;
		}
		at += taken;
	}
	return true;
}

const char *text_policy_problem(struct text text)
{
	bool says_something = false;
	for (size_t at = 0; at < text.length;) {
		uint32_t code = 0;
		size_t taken = take_code_point((const unsigned char *)text.data + at, text.length - at, &code);
		if (taken == 0) {
			return "must be valid UTF-8.";
		}
		if (is_control(code) || is_noncharacter(code)) {
			return "must not hold control characters.";
		}
		if (is_bidirectional_control(code)) {
			return "must not hold characters that change the direction of reading.";
		}
		says_something = says_something || !is_blank(code);
		at += taken;
	}
	return says_something ? NULL : "must not be empty.";
}
