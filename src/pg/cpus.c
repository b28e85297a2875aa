/*
 * cpus.c
 *		How many CPUs this process may use.
 *
 * In a container the number of cores of the machine says little.  Linux limits a process by its
 * affinity mask (cpusets included) and by the bandwidth quota of its control group and of every
 * group above it: cpu.max in version 2, cpu.cfs_quota_us and cpu.cfs_period_us of the "cpu"
 * controller in version 1 (Documentation/admin-guide/cgroup-v2.rst and cgroup-v1, Linux kernel).
 * Whatever is missing or unreadable counts as no limit.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include "cpus.h"

#include <math.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_PATH 1024

/* The first line of mount/controllers/group/name; false if it cannot be read. */
static bool
read_group_file(const char *mount, const char *controllers, const char *group, const char *name,
				char *line, int size)
{
	char path[MAX_PATH];
	FILE *f;
	bool ok;

	if (snprintf(path, sizeof(path), "%s/%s%s/%s", mount, controllers, group, name) >=
		(int) sizeof(path))
		return false;
	f = fopen(path, "r");
	if (!f)
		return false;
	ok = fgets(line, size, f) != NULL;
	fclose(f);
	return ok;
}

/* The quota set on one group itself, in CPUs; infinity if none. */
static double
group_quota(const char *mount, const char *controllers, const char *group)
{
	char line[64];
	double quota = 0;
	double period = 0;

	if (*controllers == '\0')
	{
		/* "max 100000" is no limit, and does not scan as a number */
		if (!read_group_file(mount, controllers, group, "cpu.max", line, sizeof(line)) ||
			sscanf(line, "%lf %lf", &quota, &period) != 2)
			return INFINITY;
	}
	else
	{
		if (!read_group_file(mount, controllers, group, "cpu.cfs_quota_us", line, sizeof(line)))
			return INFINITY;
		quota = strtod(line, NULL);
		if (!read_group_file(mount, controllers, group, "cpu.cfs_period_us", line, sizeof(line)))
			return INFINITY;
		period = strtod(line, NULL);
	}
	return quota > 0 && period > 0 ? quota / period : INFINITY;
}

/*
 * The tightest quota of a group and those above it.  Inside a container the path is often one of
 * the host's while the mount shows the container's own group as its top: walking up ends there.
 */
static double
tightest_quota(const char *mount, const char *controllers, char *group)
{
	double tightest = INFINITY;

	for (;;)
	{
		char *slash;

		tightest = fmin(tightest, group_quota(mount, controllers, group));
		slash = strrchr(group, '/');
		if (!slash)
			return tightest;
		*slash = '\0';
	}
}

/* Is the controller "cpu" in a comma-separated list? */
static bool
lists_cpu(const char *controllers)
{
	for (const char *word = controllers; word; word = strchr(word, ','))
	{
		if (*word == ',')
			word++;
		if (strncmp(word, "cpu", 3) == 0 && (word[3] == ',' || word[3] == '\0'))
			return true;
	}
	return false;
}

double
cgroup_cpu_quota(const char *membership, const char *mount)
{
	double tightest = INFINITY;
	char line[MAX_PATH];
	FILE *f = fopen(membership, "r");

	if (!f)
		return INFINITY;

	/* Lines are hierarchy:controllers:path; version 2 has hierarchy 0 and no controllers. */
	while (fgets(line, sizeof(line), f))
	{
		char *controllers = strchr(line, ':');
		char *group;

		line[strcspn(line, "\n")] = '\0';
		if (!controllers || !(group = strchr(controllers + 1, ':')))
			continue;
		*controllers++ = '\0';
		*group++ = '\0';
		if (*controllers == '\0' ? strcmp(line, "0") == 0 : lists_cpu(controllers))
			tightest = fmin(tightest, tightest_quota(mount, controllers, group));
	}
	fclose(f);
	return tightest;
}

int
cpus_available(void)
{
	double quota = cgroup_cpu_quota("/proc/self/cgroup", "/sys/fs/cgroup");
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);

#ifdef CPU_COUNT
	cpu_set_t set;

	if (sched_getaffinity(0, sizeof(set), &set) == 0)
		cpus = CPU_COUNT(&set);
#endif

	if (quota < (double) cpus)
		cpus = (long) quota;
	return cpus > 1 ? (int) cpus : 1;
}
