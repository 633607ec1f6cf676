/* The floor, with its writes handed to the kernel in batches through io_uring: ops/decisions/0006.
 *
 *   uring [PORT]
 *
 * URING_BATCH in the environment says how many sends are a batch (256), URING_MODE how they are sent: any of «defer»
 * (SINGLE_ISSUER and DEFER_TASKRUN), «fixed» (registered files), «zc» (SEND_ZC). Build: cc -O2 -o uring uring.c -luring
 */
#define TELL_ALL
static void tell_all(void);
#include "floor.c"
#include <liburing.h>

enum { maxFixedCount = 20000 };

static struct io_uring ring;
static unsigned batchCount;
static bool usesFixed, usesZeroCopy;

static void set_up(void) {
    const char *count = getenv("URING_BATCH"), *mode = getenv("URING_MODE");
    if (!mode) mode = "defer";
    batchCount = count ? atoi(count) : 256;
    usesFixed = strstr(mode, "fixed");
    usesZeroCopy = strstr(mode, "zc");
    unsigned flags = strstr(mode, "defer") ? IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN : 0;
    int failure = io_uring_queue_init(batchCount, &ring, flags);
    if (!failure && usesFixed) {
        static int none[maxFileCount];
        for (int i = 0; i < maxFixedCount; i++) none[i] = -1;
        failure = io_uring_register_files(&ring, none, maxFixedCount);
    }
    errno = -failure;
    if (failure) fail("io_uring");
}

/* Takes the answers that are there; says how many sends they end. */
static unsigned reap(void) {
    struct io_uring_cqe *cqe;
    unsigned head, count = 0, ended = 0;
    io_uring_for_each_cqe(&ring, head, cqe) {
        count++;
        if (!(cqe->flags & IORING_CQE_F_MORE)) ended++;
        if (cqe->flags & IORING_CQE_F_NOTIF) continue;
        if (cqe->res < 0) errno = -cqe->res;
        told(cqe->user_data, cqe->res < 0 ? -1 : cqe->res);
    }
    io_uring_cq_advance(&ring, count);
    return ended;
}

static void tell_all(void) {
    if (!batchCount) set_up();
    int order[maxFileCount], count = readerCount;
    memcpy(order, files + 1, count * sizeof *order);
    static int registered;
    for (; usesFixed && registered < count; registered++)
        io_uring_register_files_update(&ring, order[registered], &order[registered], 1);
    for (int i = 0; i < count;) {
        unsigned batch = 0, open = 0;
        for (; i < count && batch < batchCount; i++) {
            int file = order[i];
            size_t from = readers[file].told;
            if (readers[file].isBehind) continue;
            struct io_uring_sqe *sqe = io_uring_get_sqe(&ring);
            const char *bytes = logged + (from - logStart);
            if (usesZeroCopy) io_uring_prep_send_zc(sqe, file, bytes, logEnd - from, MSG_DONTWAIT, 0);
            else io_uring_prep_send(sqe, file, bytes, logEnd - from, MSG_DONTWAIT);
            if (usesFixed) sqe->flags |= IOSQE_FIXED_FILE;
            sqe->user_data = file;
            batch++;
        }
        io_uring_submit_and_wait(&ring, batch);
        while (open < batch) {
            open += reap();
            if (open < batch) io_uring_submit_and_wait(&ring, 1);
        }
    }
}
