#define _GNU_SOURCE /* explicit_bzero */

#include "base/password_form.h"

#include <string.h>

#include <utf8proc.h>

static utf8proc_int32_t plain_blank(utf8proc_int32_t code_point, void *unused)
{
	(void)unused;
	return utf8proc_category(code_point) == UTF8PROC_CATEGORY_ZS ? ' ' : code_point;
}

static bool can_be_typed(int32_t code_point)
{
	switch (utf8proc_category(code_point)) {
	case UTF8PROC_CATEGORY_CC:
	case UTF8PROC_CATEGORY_CN:
	case UTF8PROC_CATEGORY_CO:
	case UTF8PROC_CATEGORY_CS:
		return false;
	default:
		return true;
	}
}

enum error password_form_of(struct text typed, struct password_form *form)
{
	const utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_COMPOSE;
	const utf8proc_ssize_t room = sizeof(form->code_points) / sizeof(form->code_points[0]) - 1;
	utf8proc_ssize_t count;

	*form = (struct password_form){.text = {(const char *)form->code_points, 0}, .can_be_typed = true};
	if (typed.length == 0)
		return OK;
	if (typed.length > PASSWORD_TYPED_BYTES)
		return ERROR_BAD_REQUEST;
	count = utf8proc_decompose_custom((const utf8proc_uint8_t *)typed.data, (utf8proc_ssize_t)typed.length,
		form->code_points, room, options, plain_blank, NULL);
	if (count < 0 || count > room)
		return ERROR_BAD_REQUEST;
	count = utf8proc_normalize_utf32(form->code_points, count, options);
	for (utf8proc_ssize_t i = 0; i < count; i++)
		form->can_be_typed = form->can_be_typed && can_be_typed(form->code_points[i]);
	form->characters = (size_t)count;
	/* what is composed already stays as it is, and becomes UTF-8 in its place */
	count = utf8proc_reencode(form->code_points, count, options);
	if (count < 0)
		return ERROR_BAD_REQUEST;
	form->text.length = (size_t)count;
	return OK;
}

void password_form_forget(struct password_form *form)
{
	explicit_bzero(form, sizeof(*form));
}
