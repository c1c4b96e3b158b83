#include "display.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

#include "clients/lib/memory.h"

static const char replacement[] = "\xEF\xBF\xBD"; /* U+FFFD */

/* Decided by display_init, before any thread. */
static bool is_coloured;

static bool wants_colour(void)
{
	const char *terminal = getenv("TERM");      /* NOLINT(concurrency-mt-unsafe): nothing here sets a variable */
	const char *no_colour = getenv("NO_COLOR"); /* NOLINT(concurrency-mt-unsafe) */

	return isatty(STDOUT_FILENO) && !(no_colour && *no_colour) && terminal && strcmp(terminal, "dumb") != 0;
}

void display_init(void)
{
	is_coloured = wants_colour();
	/* Only how characters are counted; numbers and sorting stay as in C. Where there is no such locale, ASCII is shown. */
	/* NOLINTBEGIN(concurrency-mt-unsafe): before any thread */
	if (!setlocale(LC_CTYPE, "C.UTF-8"))
		setlocale(LC_CTYPE, "");
	/* NOLINTEND(concurrency-mt-unsafe) */
}

/* Reads one character of at most left bytes. Returns its length in bytes; 0 at the end; *character is -1 for a broken one. */
static size_t next_character(const char *text, size_t left, wchar_t *character)
{
	mbstate_t state = {0};
	size_t length = mbrtowc(character, text, left, &state); /* NOLINT(concurrency-mt-unsafe): the state is ours */

	if (length == (size_t)-1 || length == (size_t)-2) {
		*character = (wchar_t)-1;
		return 1;
	}
	return length;
}

static bool is_forbidden(wchar_t character)
{
	static const struct {
		wchar_t first, last;
	} ranges[] = {
		{0x00, 0x1F},
		{0x7F, 0x9F},
		{0x061C, 0x061C},
		{0x200E, 0x200F},
		{0x2028, 0x202E},
		{0x2066, 0x2069},
		{0xFEFF, 0xFEFF},
		{0xFFF9, 0xFFFB},
	};

	if (character == (wchar_t)-1)
		return true;
	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
		if (character >= ranges[i].first && character <= ranges[i].last)
			return true;
	return false;
}

static size_t width_of(wchar_t character)
{
	int width = is_forbidden(character) ? 1 : wcwidth(character);

	return width < 0 ? 1 : (size_t)width;
}

size_t display_width(const char *text)
{
	size_t left = strlen(text);
	size_t width = 0;

	while (left > 0) {
		wchar_t character;
		size_t length = next_character(text, left, &character);

		width += width_of(character);
		text += length;
		left -= length;
	}
	return width;
}

char *display_clean(const char *text, bool keep_lines)
{
	size_t left = strlen(text);
	/* Each byte becomes at most the three bytes of the replacement. */
	char *clean = client_memory_new(3 * left + 1);
	char *end = clean;

	while (clean && left > 0) {
		wchar_t character;
		size_t length = next_character(text, left, &character);

		if (character == L'\n' && keep_lines) {
			*end++ = '\n';
		} else if (character == L'\t' || character == L'\n') {
			*end++ = ' ';
		} else if (is_forbidden(character)) {
			memcpy(end, replacement, sizeof(replacement) - 1);
			end += sizeof(replacement) - 1;
		} else {
			memcpy(end, text, length);
			end += length;
		}
		text += length;
		left -= length;
	}
	return clean;
}

/* Bytes of the longest beginning that fits into columns. */
static size_t fitting_bytes(const char *text, size_t columns)
{
	size_t left = strlen(text);
	size_t taken = 0;
	size_t width = 0;

	while (left > taken) {
		wchar_t character;
		size_t length = next_character(text + taken, left - taken, &character);

		width += width_of(character);
		if (width > columns)
			break;
		taken += length;
	}
	return taken;
}

char *display_cut(const char *text, size_t columns)
{
	size_t bytes;
	char *cut;

	if (display_width(text) <= columns)
		return client_memory_string(text);
	bytes = columns > 0 ? fitting_bytes(text, columns - 1) : 0;
	cut = client_memory_new(bytes + sizeof("…"));
	if (!cut)
		return NULL;
	memcpy(cut, text, bytes);
	if (columns > 0)
		memcpy(cut + bytes, "…", sizeof("…"));
	return cut;
}

/* Where to break a line: behind the last space that fits, or in the middle of a word too long for any line. */
static size_t line_bytes(const char *line, size_t columns)
{
	size_t fits = fitting_bytes(line, columns);
	size_t at = fits;

	if (line[fits] == '\0' || line[fits] == ' ')
		return fits;
	while (at > 0 && line[at - 1] != ' ')
		at--;
	if (at > 0)
		return at;
	return fits > 0 ? fits : strlen(line);
}

static void wrap_line(FILE *out, const char *line, size_t indent, size_t columns)
{
	do {
		size_t bytes = line_bytes(line, columns);
		size_t shown = bytes;

		while (shown > 0 && line[shown - 1] == ' ')
			shown--;
		fprintf(out, "%*s%.*s\n", shown > 0 ? (int)indent : 0, "", (int)shown, line);
		line += bytes;
		while (*line == ' ')
			line++;
	} while (*line != '\0');
}

void display_wrapped(FILE *out, const char *text, size_t indent, size_t columns)
{
	char *clean = display_clean(text, true);
	char *line = clean;

	while (line) {
		char *end = strchr(line, '\n');

		if (end)
			*end = '\0';
		wrap_line(out, line, indent, columns > indent + 20 ? columns - indent : 20);
		line = end ? end + 1 : NULL;
	}
	client_memory_free(clean);
}

void display_nhs_number(const char *number, char out[32])
{
	char digits[11] = "";
	size_t count = 0;

	for (const char *c = number; *c != '\0'; c++) {
		if (*c == ' ' || *c == '-')
			continue;
		if (*c < '0' || *c > '9' || count == 10) {
			count = 0;
			break;
		}
		digits[count++] = *c;
	}
	if (count == 10)
		snprintf(out, 32, "%.3s %.3s %.4s", digits, digits + 3, digits + 6);
	else
		snprintf(out, 32, "%s", number);
}

size_t display_terminal(bool *is_terminal)
{
	struct winsize size = {0};
	bool is_one = isatty(STDOUT_FILENO) != 0;

	if (is_terminal)
		*is_terminal = is_one;
	if (is_one && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 40)
		return size.ws_col;
	return 100;
}

const char *display_begin(enum display_mark mark)
{
	static const char *const begins[] = {
		[MARK_NONE] = "", [MARK_BOLD] = "\033[1m", [MARK_DIM] = "\033[2m", [MARK_ALARM] = "\033[1;31m"};

	return is_coloured ? begins[mark] : "";
}

const char *display_end(enum display_mark mark)
{
	return mark != MARK_NONE && is_coloured ? "\033[0m" : "";
}
