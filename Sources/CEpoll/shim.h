// What Linux has and the Swift toolchain's Glibc module leaves out.
#pragma once
#ifdef __linux__
#include <sys/epoll.h>
#include <sys/eventfd.h>

// The next two are declared by the C library only for programs that ask for all of GNU's extensions.
#include <sched.h>
#include <stddef.h>
int sched_setaffinity(int thread, size_t bytes, const cpu_set_t *cpus);
void *memmem(const void *text, size_t textBytes, const void *sought, size_t soughtBytes);
#endif
