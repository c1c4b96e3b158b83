/* Runs one story: test_scenario FILE. */
#include <stdio.h>

#include "tests/scenario/story.h"

int main(int count, char **arguments)
{
	if (count != 2) {
		fprintf(stderr, "usage: test_scenario FILE\n");
		return 2;
	}
	return story_run(arguments[1], NULL, NULL) ? 0 : 1;
}
