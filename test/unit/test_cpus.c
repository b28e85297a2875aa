/*
 * test_cpus.c
 *		CPU quotas read from imitations of Linux' control-group files.
 */
#include "unit.h"

#include <sys/stat.h>

#include "../../src/pg/cpus.c"

static char top[] = "/tmp/bestfit_cpus_XXXXXX";

/* Writes a file below the scratch directory, with the directories that lead to it. */
static void
put(const char *name, const char *text)
{
	char path[512];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", top, name);
	for (char *slash = strchr(path + strlen(top) + 1, '/'); slash; slash = strchr(slash + 1, '/'))
	{
		*slash = '\0';
		mkdir(path, 0700);
		*slash = '/';
	}
	f = fopen(path, "w");
	if (!f)
		abort();
	fputs(text, f);
	fclose(f);
}

/* The quota for a process with that membership in the tree below `mount`. */
static double
quota(const char *membership, const char *mount)
{
	char file[512];
	char directory[512];

	put("membership", membership);
	snprintf(file, sizeof(file), "%s/membership", top);
	snprintf(directory, sizeof(directory), "%s/%s", top, mount);
	return cgroup_cpu_quota(file, directory);
}

int
main(void)
{
	char command[64];

	if (!mkdtemp(top))
		abort();

	put("v2/cpu.max", "400000 100000\n");
	put("v2/a/cpu.max", "max 100000\n");
	put("v2/a/b/cpu.max", "150000 100000\n");
	put("v2/wide/cpu.max", "800000 100000\n");
	put("v2/odd/cpu.max", "nonsense\n");
	CHECK_CLOSE(quota("0::/a/b\n", "v2"), 1.5, 0, "the group's own quota");
	CHECK_CLOSE(quota("0::/a\n", "v2"), 4, 0, "none of its own, that of the group above");
	CHECK_CLOSE(quota("0::/wide\n", "v2"), 4, 0, "the group above is tighter");
	CHECK_CLOSE(quota("0::/\n", "v2"), 4, 0, "the top");
	CHECK_CLOSE(quota("0::/elsewhere/on/the/host\n", "v2"), 4, 0, "a path that is not mounted");
	CHECK_CLOSE(quota("0::/odd\n", "v2"), 4, 0, "an unreadable quota is none");

	put("v1/cpu,cpuacct/cpu.cfs_quota_us", "-1\n");
	put("v1/cpu,cpuacct/cpu.cfs_period_us", "100000\n");
	put("v1/cpu,cpuacct/box/cpu.cfs_quota_us", "250000\n");
	put("v1/cpu,cpuacct/box/cpu.cfs_period_us", "100000\n");
	put("v1/cpuacct/box/cpu.cfs_quota_us", "50000\n");
	put("v1/cpuacct/box/cpu.cfs_period_us", "100000\n");
	CHECK_CLOSE(quota("7:memory:/x\n4:cpu,cpuacct:/box\n0::/\n", "v1"), 2.5, 0, "version 1");
	CHECK_CLOSE(quota("4:cpu,cpuacct:/\n", "v1"), INFINITY, 0, "-1 is no limit");
	CHECK_CLOSE(quota("4:cpuacct:/box\n", "v1"), INFINITY, 0, "another controller");
	CHECK_CLOSE(quota("4:name=systemd:/box\n", "v1"), INFINITY, 0, "a named hierarchy");

	CHECK_CLOSE(quota("", "v2"), INFINITY, 0, "no membership");
	CHECK_CLOSE(quota("nonsense\n0\n:\n0:\n", "v2"), INFINITY, 0, "malformed membership");
	CHECK_CLOSE(quota("0::/a/b\n", "missing"), INFINITY, 0, "nothing mounted");
	CHECK_CLOSE(cgroup_cpu_quota("/nonexistent", "/nonexistent"), INFINITY, 0, "no file");
	CHECK(cpus_available() >= 1, "at least the CPU that runs this");
	CHECK(cpus_available() <= sysconf(_SC_NPROCESSORS_CONF), "no more than there are");

	snprintf(command, sizeof(command), "rm -r %s", top);
	CHECK(system(command) == 0, "scratch directory removed");
	return unit_done();
}
