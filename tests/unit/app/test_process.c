/* What the daemon asks of the operating system before anything else. */
#define _GNU_SOURCE /* sigaction */

#include <criterion/criterion.h>

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/process.h"

Test(process, leaves_no_core_and_lets_nobody_look_in)
{
	struct rlimit limit = {1, 1};

	cr_assert_eq(prctl(PR_GET_DUMPABLE, 0, 0, 0, 0), 1);
	process_prepare();
	cr_assert_eq(prctl(PR_GET_DUMPABLE, 0, 0, 0, 0), 0);
	cr_assert_eq(getrlimit(RLIMIT_CORE, &limit), 0);
	cr_assert_eq(limit.rlim_cur, 0);
	cr_assert_eq(limit.rlim_max, 0);
}

Test(process, makes_files_that_are_ours_alone_and_takes_a_lost_reader_as_an_error)
{
	struct sigaction action;

	umask(0);
	process_prepare();
	cr_assert_eq(umask(0), 077);
	cr_assert_eq(sigaction(SIGPIPE, NULL, &action), 0);
	cr_assert(action.sa_handler == SIG_IGN);
}
