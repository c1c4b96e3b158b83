/*
 * Dates as extracts write them.
 *
 * Layer: ctl. Pure.
 */
#ifndef CTL_REFERRAL_DATE_H
#define CTL_REFERRAL_DATE_H

#include <stdbool.h>

enum { REFERRAL_DATE_BYTES = 11 };

/* Reads 2026-10-03, 03/10/2026 (day first: this is England) or 03-Oct-2026, each with a time behind it or not, into
 * "2026-10-03". False for anything else, and for a day that does not exist. */
bool referral_date_read(const char *typed, char date[REFERRAL_DATE_BYTES]);

#endif
