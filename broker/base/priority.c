#define _GNU_SOURCE /* SCHED_IDLE, by way of pthread.h */
#include "base/priority.h"

#include <pthread.h>

#include "base/log.h"

void thread_give_way(void)
{
	const struct sched_param none = {0};

	if (pthread_setschedparam(pthread_self(), SCHED_IDLE, &none) != 0)
		log_event(LOG_WARNING, "thread.priority", "reason=refused");
}
