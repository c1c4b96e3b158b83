#include "core/nhs_number.h"

#include <stdbool.h>

enum { DIGITS = 10 };

/* Sum of the first nine digits times 10, 9, ... 2; 11 less its remainder by 11 is the last digit; 11 counts as 0, and a
 * remainder that would give 10 belongs to no number. */
static bool has_right_check_digit(const char digits[DIGITS])
{
	int sum = 0;
	for (int i = 0; i < DIGITS - 1; i++) {
		sum += (digits[i] - '0') * (DIGITS - i);
	}
	int check = 11 - sum % 11;
	return (check == 11 ? 0 : check) == digits[DIGITS - 1] - '0';
}

static bool are_all_equal(const char digits[DIGITS])
{
	for (int i = 1; i < DIGITS; i++) {
		if (digits[i] != digits[0]) {
			return false;
		}
	}
	return true;
}

enum error nhs_number_parse(struct text text, struct nhs_number *number, const char **problem)
{
	char digits[DIGITS];
	size_t count = 0;
	for (size_t i = 0; i < text.length; i++) {
		char c = text.data[i];
		bool is_digit = c >= '0' && c <= '9';
		bool is_separator = c == ' ' || (c == '-' && count > 0 && i + 1 < text.length);
		if ((!is_digit && !is_separator) || (is_digit && count == DIGITS)) {
			*problem = "must be an NHS number: ten digits, spaces allowed.";
			return ERROR_BAD_REQUEST;
		}
		if (is_digit) {
			digits[count++] = c;
		}
	}
	if (count != DIGITS) {
		*problem = "must be an NHS number: ten digits, spaces allowed.";
		return ERROR_BAD_REQUEST;
	}
	if (are_all_equal(digits) || !has_right_check_digit(digits)) {
		*problem = "is not a valid NHS number: its check digit does not fit; compare it with the record.";
		return ERROR_BAD_REQUEST;
	}
	for (size_t i = 0; i < DIGITS; i++) {
		number->text[i] = digits[i];
	}
	number->text[DIGITS] = '\0';
	return OK;
}
