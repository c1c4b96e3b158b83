/*
 * NHS numbers in files: read, checked, and never shown whole.
 *
 * Layer: ctl. Pure.
 */
#ifndef CTL_NHS_NUMBER_H
#define CTL_NHS_NUMBER_H

#include <stdbool.h>

enum { NHS_NUMBER_BYTES = 11, NHS_MASKED_BYTES = 16 };

/* Ten digits, spaces and dashes among them allowed, the last one the check digit (modulus 11). False when it is none. */
bool nhs_number_read(const char *typed, char number[NHS_NUMBER_BYTES]);

/* "*** *** 0018": enough to find the line again, too little to name the patient. */
void nhs_number_mask(const char *number, char masked[NHS_MASKED_BYTES]);

#endif
