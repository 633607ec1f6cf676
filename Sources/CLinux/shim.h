// What Linux has and the Swift toolchain's Glibc module leaves out.
#pragma once
#include <sched.h>
#include <stddef.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

// The C library declares these only for programs that ask for all of GNU's extensions.
int accept4(int descriptor, struct sockaddr *address, socklen_t *length, int flags);
int sched_setaffinity(int thread, size_t bytes, const cpu_set_t *cpus);
void *memmem(const void *text, size_t textBytes, const void *sought, size_t soughtBytes);
