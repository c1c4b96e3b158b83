/*
 * The one form of a password, however it was typed: as RFC 8265 has it for opaque strings. Keyboards, systems and browsers
 * write the same letter in one code point or in several, and blanks of many kinds; who signs in elsewhere types the same.
 *
 * Layer: base; password_form.c alone sees utf8proc. Thread: any. Nothing is allocated.
 */
#ifndef BASE_PASSWORD_FORM_H
#define BASE_PASSWORD_FORM_H

#include <stdbool.h>
#include <stdint.h>

#include "corridor/errors.h"
#include "corridor/ids.h"

/* What is taken, and room for what becomes of it: a canonical decomposition has at most four code points for one. */
enum { PASSWORD_TYPED_BYTES = 512, PASSWORD_FORM_BYTES = 16 * PASSWORD_TYPED_BYTES + 16 };

/* Backs a form while it is used; holds a secret until password_form_forget. */
struct password_form {
	int32_t code_points[PASSWORD_FORM_BYTES / sizeof(int32_t)];
	struct text text;  /* the form, UTF-8 */
	size_t characters; /* Unicode code points of it */
	bool can_be_typed; /* no control, private or unassigned character */
};

/* Every blank becomes a plain one, and all is brought to NFC; letters keep their case and width. ERROR_BAD_REQUEST, and an
 * empty form, when it is no UTF-8 or longer than PASSWORD_TYPED_BYTES. */
MUST_USE enum error password_form_of(struct text typed, struct password_form *form);

/* Overwrites what was secret. */
void password_form_forget(struct password_form *form);

#endif
