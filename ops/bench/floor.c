/* The least that a server can do for its readers: one write() to each, for every event.
 *
 *   floor [PORT]
 *
 * Prints «listening PORT». A GET of anything is a reader: it gets a response head and an opening frame, and after
 * «Last-Event-ID: N» the events that it missed, all in one write. A POST's body becomes the data line of an event, which is
 * written to all. All readers share one log, and each is an offset into it; one that has fallen out of the log is closed. A
 * request comes in pieces only between its head and its body, and a publisher waits for its answer.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

enum {
    maxFileCount = 65536, maxRequestBytes = 65536, eventCount = 512, backlogCount = 4096, sendBufferBytes = 65536,
    logBytes = 16 << 20, maxIDCount = 65536,
};

static const char opening[] =
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nCache-Control: no-store\r\n"
    "Transfer-Encoding: chunked\r\n\r\n25\r\nevent: stream.opened\ndata: {\"at\":0}\n\n\r\n";
static const char accepted[] = "HTTP/1.1 204 No Content\r\n\r\n";

struct reader {
    size_t told;    /* Where in the log it is. */
    uint32_t place; /* In `files`, and 0 for a connection that is no reader. */
    bool isBehind;
};

static struct reader readers[maxFileCount]; /* By file. */
static int files[maxFileCount], readerCount, poller;
static char logged[logBytes];
static size_t logStart, logEnd;   /* What the log holds of all bytes that were ever told. */
static size_t starts[maxIDCount]; /* Where events start, by the low bits of their id. */
static unsigned long lastID;

static void fail(const char *what) {
    fprintf(stderr, "floor: %s: %s\n", what, strerror(errno));
    exit(1);
}

static void watch(int operation, int file, uint32_t what) {
    struct epoll_event interest = {.events = what, .data.fd = file};
    if (epoll_ctl(poller, operation, file, &interest)) fail("epoll_ctl");
}

static void part_with(int file) {
    struct reader *reader = &readers[file];
    if (reader->place) {
        int last = files[readerCount--];
        files[reader->place] = last;
        readers[last].place = reader->place;
    }
    *reader = (struct reader){0};
    close(file);
}

/* Takes note of how much a socket took. The rest waits until it takes more. */
static void told(int file, ssize_t count) {
    struct reader *reader = &readers[file];
    if (count < 0 && errno != EAGAIN) return part_with(file);
    if (count > 0) reader->told += count;
    bool isBehind = reader->told < logEnd;
    if (isBehind != reader->isBehind) watch(EPOLL_CTL_MOD, file, isBehind ? EPOLLIN | EPOLLOUT : EPOLLIN);
    reader->isBehind = isBehind;
}

static void tell(int file) {
    size_t from = readers[file].told;
    if (from < logStart) part_with(file);
    else told(file, write(file, logged + (from - logStart), logEnd - from));
}

#ifndef TELL_ALL
static void tell_all(void) {
    for (int i = readerCount; i > 0; i--)
        if (!readers[files[i]].isBehind) tell(files[i]);
}
#endif

/* Room at the log's end, for which its older half goes when it is full. */
static char *room(size_t count) {
    if (count > logBytes / 2) fail("the event is too long");
    if (logEnd - logStart + count > logBytes) {
        size_t kept = (logEnd - logStart) / 2;
        memmove(logged, logged + (logEnd - logStart - kept), kept);
        logStart = logEnd - kept;
    }
    return logged + (logEnd - logStart);
}

static void publish(const char *data, int count) {
    char head[64];
    int headBytes = snprintf(head, sizeof head, "id: %lu\ndata: ", ++lastID), frameBytes = headBytes + count + 2;
    char *end = room(frameBytes + 16);
    int bytes = sprintf(end, "%x\r\n%s", frameBytes, head);
    memcpy(end + bytes, data, count);
    memcpy(end + bytes + count, "\n\n\r\n", 4);
    starts[lastID % maxIDCount] = logEnd;
    logEnd += bytes + count + 4;
    tell_all();
}

static void open_stream(int file, const char *request) {
    const char *header = strcasestr(request, "\r\nLast-Event-ID: ");
    unsigned long id = header ? strtoul(header + 17, NULL, 10) : lastID;
    size_t from = logEnd;
    if (id < lastID) from = lastID - id < maxIDCount ? starts[(id + 1) % maxIDCount] : 0;
    if (from < logStart) from = logStart;
    readers[file] = (struct reader){.told = from, .place = ++readerCount};
    files[readerCount] = file;
    struct iovec parts[] = {{(char *)opening, sizeof opening - 1}, {logged + (from - logStart), logEnd - from}};
    ssize_t wrote = writev(file, parts, 2);
    told(file, wrote < 0 ? wrote : wrote - (ssize_t)parts[0].iov_len);
}

static void hear(int file) {
    static char request[maxRequestBytes + 1];
    ssize_t have = read(file, request, maxRequestBytes), got;
    if (have < 0 && errno == EAGAIN) return;
    if (have <= 0) return part_with(file);
    if (readers[file].place) return;
    request[have] = 0;
    if (!strncmp(request, "GET ", 4)) return open_stream(file, request);
    char *body = strstr(request, "\r\n\r\n"), *length = strcasestr(request, "\r\nContent-Length: ");
    if (strncmp(request, "POST ", 5) || !body || !length) return part_with(file);
    body += 4;
    long count = strtol(length + 18, NULL, 10);
    if (count < 0 || count > request + maxRequestBytes - body) return part_with(file);
    for (; have < body - request + count; have += got) {
        poll(&(struct pollfd){file, POLLIN, 0}, 1, -1);
        if ((got = read(file, request + have, maxRequestBytes - have)) <= 0) return part_with(file);
    }
    if (write(file, accepted, sizeof accepted - 1) < 0) return part_with(file);
    publish(body, count);
}

static void take(int listener) {
    int file = accept4(listener, NULL, NULL, SOCK_NONBLOCK), on = 1, sendBytes = sendBufferBytes;
    if (file < 0) fail("accept");
    if (file >= maxFileCount) fail("too many connections");
    setsockopt(file, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(file, SOL_SOCKET, SO_SNDBUF, &sendBytes, sizeof sendBytes);
    watch(EPOLL_CTL_ADD, file, EPOLLIN);
}

int main(int argumentCount, char **arguments) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(argumentCount > 1 ? atoi(arguments[1]) : 0)};
    socklen_t addressBytes = sizeof address;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    signal(SIGPIPE, SIG_IGN);
    int listener = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    poller = epoll_create1(0);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, backlogCount)) fail("listen");
    getsockname(listener, (struct sockaddr *)&address, &addressBytes);
    printf("listening %d\n", ntohs(address.sin_port));
    fflush(stdout);
    watch(EPOLL_CTL_ADD, listener, EPOLLIN);

    static struct epoll_event events[eventCount];
    for (;;) {
        int found = epoll_wait(poller, events, eventCount, -1);
        for (int i = 0; i < found; i++) {
            int file = events[i].data.fd;
            if (file == listener) take(listener);
            else if (events[i].events & EPOLLOUT) tell(file);
            else hear(file);
        }
    }
}
