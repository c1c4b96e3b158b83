#include "core/treatment_function.h"

static const struct treatment_function functions[] = {
#define TREATMENT_FUNCTION(code, name, first, total) {code, name, first, total},
#include "corridor/treatment_functions.def"
#undef TREATMENT_FUNCTION
};

const struct treatment_function *treatment_function_find(int code)
{
	for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
		if (functions[i].code == code) {
			return &functions[i];
		}
	}
	return NULL;
}

const struct treatment_function *treatment_function_list(size_t *count)
{
	*count = sizeof functions / sizeof functions[0];
	return functions;
}
