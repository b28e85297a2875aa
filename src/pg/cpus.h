/*
 * cpus.h
 *		How many CPUs this process may use.
 */
#ifndef BESTFIT_CPUS_H
#define BESTFIT_CPUS_H

/*
 * CPUs that the scheduler lets this process run on (its affinity), further limited by the CPU
 * quotas of the control groups it is in; at least 1.  Reads files: callers keep the answer.
 */
extern int cpus_available(void);

/*
 * The tightest quota, in CPUs (1.5 is a quota of 150 ms every 100 ms), over the control groups
 * that the file `membership` (/proc/self/cgroup) lists, looked up below `mount` (/sys/fs/cgroup);
 * infinity if there is none or nothing can be read.
 */
extern double cgroup_cpu_quota(const char *membership, const char *mount);

#endif
