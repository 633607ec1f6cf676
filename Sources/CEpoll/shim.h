// What Linux has and the Swift toolchain's Glibc module leaves out.
#pragma once
#ifdef __linux__
#include <sys/epoll.h>
#include <sys/eventfd.h>
#endif
