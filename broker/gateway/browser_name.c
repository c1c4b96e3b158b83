#include "gateway/browser_name.h"

#include <stdio.h>
#include <string.h>

/* In this order: each also names those that come after it. */
static const char *const PROGRAMS[][2] = {
	{"Edg/", "Edge"}, {"OPR/", "Opera"}, {"Firefox/", "Firefox"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}};
static const char *const SYSTEMS[][2] = {{"Windows", "Windows"}, {"Android", "Android"}, {"iPhone", "iPhone"},
	{"iPad", "iPad"}, {"Mac OS X", "Mac"}, {"Linux", "Linux"}};

static const char *find(const char *agent, const char *const names[][2], size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strstr(agent, names[i][0]))
			return names[i][1];
	return NULL;
}

void browser_name(struct lws *wsi, char name[32])
{
	char agent[512];
	struct text value;
	const char *program, *system;

	name[0] = '\0';
	if (!request_header(wsi, WSI_TOKEN_HTTP_USER_AGENT, agent, sizeof agent, &value) || !value.data)
		return;
	program = find(agent, PROGRAMS, sizeof PROGRAMS / sizeof *PROGRAMS);
	system = find(agent, SYSTEMS, sizeof SYSTEMS / sizeof *SYSTEMS);
	if (program)
		snprintf(name, 32, "%s%s%s", program, system ? " on " : "", system ? system : "");
}
