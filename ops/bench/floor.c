/* The least that a server can do for its readers: one write() to each, for every event.
 *
 *   floor
 *
 * Prints «listening PORT». Whoever connects and sends anything gets a response head and an opening frame. Each event is
 * read from standard input, as its size in 4 bytes of this machine's order and then the bytes, and written to all; the
 * end of standard input ends the program. A socket that does not take an event whole ends it too: it keeps no queues.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { maxReaderCount = 65536, maxEventBytes = 65536, eventCount = 512, backlogCount = 4096, sendBufferBytes = 65536 };

static const char opening[] =
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n"
    "25\r\nevent: stream.opened\ndata: {\"at\":0}\n\n\r\n";

static int readers[maxReaderCount], readerCount;

static void fail(const char *what) {
    fprintf(stderr, "floor: %s: %s\n", what, strerror(errno));
    exit(1);
}

static void read_whole(void *bytes, size_t count) {
    for (size_t have = 0; have < count;) {
        ssize_t got = read(STDIN_FILENO, (char *)bytes + have, count - have);
        if (got <= 0) exit(got < 0);
        have += got;
    }
}

static void tell_all(void) {
    static char event[maxEventBytes];
    uint32_t size;
    read_whole(&size, sizeof size);
    if (size > sizeof event) fail("the event is too long");
    read_whole(event, size);
    for (int i = 0; i < readerCount; i++)
        if (write(readers[i], event, size) != (ssize_t)size) fail("a reader does not read");
}

static void take(int poller, int listener) {
    int reader = accept4(listener, NULL, NULL, SOCK_NONBLOCK), on = 1, room = sendBufferBytes;
    if (reader < 0) fail("accept");
    setsockopt(reader, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(reader, SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
    struct epoll_event interest = {.events = EPOLLIN, .data.fd = reader};
    if (epoll_ctl(poller, EPOLL_CTL_ADD, reader, &interest)) fail("epoll_ctl");
}

static void hear(int poller, int reader) {
    char request[4096];
    if (read(reader, request, sizeof request) <= 0) {
        /* Readers only leave together, when the round is over. */
        epoll_ctl(poller, EPOLL_CTL_DEL, reader, NULL);
        return;
    }
    if (readerCount == maxReaderCount) fail("too many readers");
    readers[readerCount++] = reader;
    if (write(reader, opening, sizeof opening - 1) < 0) fail("opening");
}

int main(void) {
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t addressBytes = sizeof address;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int listener = socket(AF_INET, SOCK_STREAM, 0), poller = epoll_create1(0);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, backlogCount)) fail("listen");
    getsockname(listener, (struct sockaddr *)&address, &addressBytes);
    printf("listening %d\n", ntohs(address.sin_port));
    fflush(stdout);
    struct epoll_event interest = {.events = EPOLLIN, .data.fd = listener};
    if (epoll_ctl(poller, EPOLL_CTL_ADD, listener, &interest)) fail("epoll_ctl");
    interest.data.fd = STDIN_FILENO;
    if (epoll_ctl(poller, EPOLL_CTL_ADD, STDIN_FILENO, &interest)) fail("standard input");

    static struct epoll_event events[eventCount];
    for (;;) {
        int found = epoll_wait(poller, events, eventCount, -1);
        for (int i = 0; i < found; i++) {
            int file = events[i].data.fd;
            if (file == STDIN_FILENO) tell_all();
            else if (file == listener) take(poller, listener);
            else hear(poller, file);
        }
    }
}
