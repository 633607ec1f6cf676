// What Linux has and the Swift toolchain's Glibc module leaves out.
#pragma once
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

// Declared by the C library only for those who ask for GNU extensions.
extern int accept4(int descriptor, struct sockaddr *address, socklen_t *length, int flags);
