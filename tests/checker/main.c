/* check_history RECORD HISTORY: judges a copy of a record by what its users attempted and heard (check.h). RECORD is changed
 * on the way. Exit status 0: all nine hold. */
#include <stdlib.h>

#include "tests/checker/check.h"

int main(int count, char **arguments)
{
	struct history history = {0};
	struct verdicts verdicts;
	FILE *file = count == 3 ? fopen(arguments[2], "r") : NULL;
	bool is_good;

	if (!file) {
		fprintf(stderr, "usage: check_history RECORD HISTORY\n");
		return 2;
	}
	if (!history_read(&history, file))
		return 2;
	fclose(file);
	is_good = check_record(arguments[1], &history, &verdicts);
	verdicts_print(&verdicts, stdout);
	printf("%zu attempts, %zu receipts, %zu events heard\n", history.attempt_count, history.receipt_count,
		history.heard_count);
	history_deinit(&history);
	return is_good ? EXIT_SUCCESS : EXIT_FAILURE;
}
