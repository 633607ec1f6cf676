/* Opens readers of one stream, and follows them. All must be sent the same bytes after their opening frame.
 *
 *   load PORT TARGET COUNT LOG
 *
 * Prints «opened COUNT» when every reader has its first chunk. The reader that gets a byte first decides what the others
 * must get there; these bytes are appended to LOG, for the caller to take apart. A line on standard input is answered
 * with a line of JSON; its end ends the program.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { maxOpeningCount = 64, maxOpeningBytes = 4096, readBytes = 65536, eventCount = 512 };

struct reader {
    int socket;
    bool isOpen, isBroken;
    char *opening;
    size_t openingBytes;
    size_t told;  /* Bytes after the opening frame. */
};

static struct reader *readers;
static int poller, logFile, opened, closed, differing;
static char *logged;
static size_t loggedBytes, loggedRoom;

static void fail(const char *what) {
    fprintf(stderr, "load: %s: %s\n", what, errno ? strerror(errno) : "not as it should be");
    exit(1);
}

static void append(const char *bytes, size_t count) {
    if (loggedBytes + count > loggedRoom) {
        loggedRoom = 2 * (loggedBytes + count);
        if (!(logged = realloc(logged, loggedRoom))) fail("realloc");
    }
    memcpy(logged + loggedBytes, bytes, count);
    loggedBytes += count;
    if (write(logFile, bytes, count) != (ssize_t)count) fail("log");
}

static void follow(struct reader *reader, const char *bytes, size_t count) {
    size_t known = loggedBytes - reader->told;
    if (known > count) known = count;
    if (reader->isBroken) return;
    if (memcmp(logged + reader->told, bytes, known)) {
        fprintf(stderr, "load: reader %td got other bytes than the rest, after %zu\n", reader - readers, reader->told);
        reader->isBroken = true;
        differing++;
        return;
    }
    if (count > known) append(bytes + known, count - known);
    reader->told += count;
}

/* Takes the response head and the first chunk, which holds the frame that is another one for every reader. */
static void open_with(struct reader *reader, const char *bytes, size_t count) {
    if (reader->openingBytes + count >= maxOpeningBytes) fail("the opening is too long");
    memcpy(reader->opening + reader->openingBytes, bytes, count);
    reader->openingBytes += count;
    reader->opening[reader->openingBytes] = 0;
    char *body = strstr(reader->opening, "\r\n\r\n");
    if (!body) return;
    if (strncmp(reader->opening, "HTTP/1.1 200 ", 13)) fail(reader->opening);
    char *chunk;
    size_t size = strtoul(body += 4, &chunk, 16);
    if (strncmp(chunk, "\r\n", 2)) return;
    char *end = chunk + 2 + size + 2, *have = reader->opening + reader->openingBytes;
    if (have < end) return;
    if (!memmem(chunk, size, "event: stream.opened\n", 21)) fail(reader->opening);
    reader->isOpen = true;
    opened++;
    follow(reader, end, have - end);
    free(reader->opening);
}

static void connect_next(struct reader *reader, struct sockaddr_in *server, const char *request) {
    /* A reset at the end leaves no TIME_WAIT behind, of which there would be tens of thousands. */
    struct linger reset = {1, 0};
    reader->socket = socket(AF_INET, SOCK_STREAM, 0);
    if (reader->socket < 0) fail("socket");
    setsockopt(reader->socket, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    if (connect(reader->socket, (struct sockaddr *)server, sizeof *server)) fail("connect");
    if (write(reader->socket, request, strlen(request)) < 0) fail("request");
    fcntl(reader->socket, F_SETFL, O_NONBLOCK);
    if (!(reader->opening = malloc(maxOpeningBytes))) fail("malloc");
    struct epoll_event interest = {.events = EPOLLIN, .data.ptr = reader};
    if (epoll_ctl(poller, EPOLL_CTL_ADD, reader->socket, &interest)) fail("epoll_ctl");
}

static void answer(int count) {
    size_t least = loggedBytes;
    for (int i = 0; i < count; i++)
        if (readers[i].told < least) least = readers[i].told;
    printf("{\"open\":%d,\"differing\":%d,\"least\":%zu,\"most\":%zu}\n", opened - closed, differing, least, loggedBytes);
}

int main(int argumentCount, char **arguments) {
    if (argumentCount != 5) return fputs("usage: load PORT TARGET COUNT LOG\n", stderr), 64;
    struct sockaddr_in server = {.sin_family = AF_INET, .sin_port = htons(atoi(arguments[1]))};
    server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int count = atoi(arguments[3]), asked = 0;
    char *request;
    if (asprintf(&request, "GET %s HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n", arguments[2]) < 0)
        fail("asprintf");
    logFile = open(arguments[4], O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0600);
    if (logFile < 0) fail(arguments[4]);
    poller = epoll_create1(0);
    struct epoll_event interest = {.events = EPOLLIN, .data.ptr = NULL};
    if (epoll_ctl(poller, EPOLL_CTL_ADD, STDIN_FILENO, &interest)) fail("standard input");
    if (!(readers = calloc(count, sizeof *readers))) fail("calloc");
    setvbuf(stdout, NULL, _IOLBF, 0);

    static struct epoll_event events[eventCount];
    static char bytes[readBytes];
    for (;;) {
        while (asked < count && asked - opened < maxOpeningCount) connect_next(&readers[asked++], &server, request);
        int found = epoll_wait(poller, events, eventCount, -1);
        for (int i = 0; i < found; i++) {
            struct reader *reader = events[i].data.ptr;
            ssize_t got = read(reader ? reader->socket : STDIN_FILENO, bytes, sizeof bytes);
            if (!reader) {
                if (got <= 0) return 0;
                answer(count);
            } else if (got <= 0) {
                if (got < 0 && errno == EAGAIN) continue;
                if (!reader->isOpen) fail("a stream ended before its opening frame");
                epoll_ctl(poller, EPOLL_CTL_DEL, reader->socket, NULL);
                closed++;
            } else if (reader->isOpen) {
                follow(reader, bytes, got);
            } else {
                open_with(reader, bytes, got);
                if (opened == count && reader->isOpen) printf("opened %d\n", count);
            }
        }
    }
}
