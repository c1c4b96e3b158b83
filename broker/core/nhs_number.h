/*
 * NHS numbers: ten digits whose last one checks the others.
 *
 * Layer: core. Pure.
 */
#ifndef CORE_NHS_NUMBER_H
#define CORE_NHS_NUMBER_H

#include "corridor/errors.h"
#include "corridor/ids.h"

/* Reads ten digits, with spaces around and spaces or dashes between them; *problem says what is wrong ("must be ...") on
 * ERROR_BAD_REQUEST. Checked: modulus 11 (NHS Data Dictionary, NHS NUMBER), and ten equal digits are refused, which pass
 * it but are nobody's. A number that passes is well formed; it proves nobody's identity. */
MUST_USE enum error nhs_number_parse(struct text text, struct nhs_number *number, const char **problem);

#endif
