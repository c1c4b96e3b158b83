#include <criterion/criterion.h>

#include <string.h>

#include "corridor/errors.h"

Test(errors, each_has_a_name_a_sentence_and_a_class)
{
	for (int i = OK + 1; i < ERROR_END; i++) {
		enum error error = (enum error)i;
		const char *sentence = error_sentence(error);

		cr_assert_not_null(error_wire(error), "error %d", i);
		cr_assert_eq(strspn(error_wire(error), "abcdefghijklmnopqrstuvwxyz_"), strlen(error_wire(error)));
		cr_assert_not_null(sentence, "error %d", i);
		cr_assert_eq(sentence[strlen(sentence) - 1], '.', "%s", sentence);
		cr_assert_null(strchr(sentence, '\n'), "%s", sentence);
		for (int k = OK + 1; k < i; k++)
			cr_assert_str_neq(error_wire(error), error_wire((enum error)k));
	}
}

Test(errors, carry_the_names_of_the_contract)
{
	static const char *const names[] = {"bad_request", "too_large", "unauthenticated", "forbidden", "not_found",
		"conflict", "txn_conflict", "rate_limited", "busy", "store_unavailable", "unsupported", "internal"};

	cr_assert_eq(ERROR_END - 1, (int)(sizeof(names) / sizeof(*names)));
	for (int i = OK + 1; i < ERROR_END; i++)
		cr_assert_str_eq(error_wire((enum error)i), names[i - 1]);
}

Test(errors, that_pass_may_be_tried_again)
{
	cr_assert_eq(error_class(ERROR_BUSY), ERROR_CLASS_LATER);
	cr_assert_eq(error_class(ERROR_STORE_UNAVAILABLE), ERROR_CLASS_LATER);
	cr_assert_eq(error_class(ERROR_RATE_LIMITED), ERROR_CLASS_LATER);
	cr_assert_eq(error_class(ERROR_FORBIDDEN), ERROR_CLASS_CALLER);
	cr_assert_eq(error_class(ERROR_INTERNAL), ERROR_CLASS_OURS);
}
