#include "nhs_number.h"

#include <stdio.h>
#include <string.h>

/* NHS Data Dictionary, NHS NUMBER: weights 10 to 2, 11 less the remainder; 10 is no number, 11 is 0. */
static bool is_checked(const char *number)
{
	int sum = 0;

	for (int i = 0; i < 9; i++)
		sum += (number[i] - '0') * (10 - i);
	return (11 - sum % 11) % 11 == number[9] - '0';
}

bool nhs_number_read(const char *typed, char number[NHS_NUMBER_BYTES])
{
	char digits[NHS_NUMBER_BYTES] = "";
	size_t count = 0;

	for (const char *c = typed; *c != '\0'; c++) {
		if (*c == ' ' || *c == '-')
			continue;
		if (*c < '0' || *c > '9' || count == NHS_NUMBER_BYTES - 1)
			return false;
		digits[count++] = *c;
	}
	if (count != NHS_NUMBER_BYTES - 1 || !is_checked(digits))
		return false;
	memcpy(number, digits, sizeof(digits));
	return true;
}

void nhs_number_mask(const char *number, char masked[NHS_MASKED_BYTES])
{
	size_t length = strlen(number);

	snprintf(masked, NHS_MASKED_BYTES, "*** *** %s", length > 4 ? number + length - 4 : "****");
}
