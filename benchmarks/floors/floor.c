/* The floors: what the works W2, W3 and W4 cost when nothing but the work is done, on one thread with epoll.

   floor publish PORT COUNT RATE ROOMS SIZE      posts, due at fixed times; each body carries its stamp, `t` in ns, and
                                                 `ms` of the wall clock for tools that know no other (W2's load)
   floor receive PORT SOCKETS ROOMS COUNT        hears COUNT events, reads the stamp of each (W2)
   floor job     PORT SOCKETS ROOMS RATE SECONDS hears and posts at once; latencies are from due times (W3)
   floor hold    PORT SOCKETS                    opens sockets and holds them (W4)

   Everything goes to 127.0.0.1. Rooms are the channels room0, room1, ...; socket i hears room i modulo ROOMS.
   `receive` and `job` write READY once every socket stands. The last line is JSON: n, cpu_s (user and system, after
   READY; `hold`: of opening), p50_ms and p99_ms (null: none), lost, kib (resident, per socket). Ends with 1, and a
   sentence, when the server does not do its part, and after 20 s of silence. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum { BUFFER = 1 << 18, EVENTS = 256, SENDERS = 8, SILENCE_MS = 20000 };

struct conn {
    int fd, busy, kept; /* kept: bytes of a frame that is not whole yet */
    char *rest;
};

static int port, epoll;
static char buffer[BUFFER];
static long *latencies, heard;

static void fail(const char *words, ...) {
    va_list list;
    va_start(list, words);
    vfprintf(stderr, words, list);
    va_end(list);
    fputc('\n', stderr);
    exit(1);
}

static long clock_ns(clockid_t which) {
    struct timespec t;
    clock_gettime(which, &t);
    return t.tv_sec * 1000000000L + t.tv_nsec;
}

static long now(void) { return clock_ns(CLOCK_MONOTONIC); }

static double cpu_s(void) { return clock_ns(CLOCK_PROCESS_CPUTIME_ID) / 1e9; }

static long resident_kib(void) {
    long all, resident = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (!file || fscanf(file, "%ld %ld", &all, &resident) != 2) fail("no memory figures in /proc");
    fclose(file);
    return resident * (sysconf(_SC_PAGESIZE) / 1024);
}

static int dial(void) {
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(0x7f000001)};
    int one = 1, fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0 || connect(fd, (void *)&to, sizeof to)) fail("cannot connect to port %d: %s", port, strerror(errno));
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return fd;
}

static void watch(int fd, void *what) {
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = what};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event)) fail("cannot watch a socket: %s", strerror(errno));
}

static void subscribe(struct conn *one, int room) {
    int length = sprintf(buffer,
        "GET /sub?id=room%d HTTP/1.1\r\nHost: floor\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n", room);
    one->fd = dial();
    if (write(one->fd, buffer, length) != length) fail("cannot ask for a WebSocket");
    length = recv(one->fd, buffer, BUFFER - 1, 0);
    if (length < 12 || strncmp(buffer + 9, "101", 3)) fail("no WebSocket was given: %.*s", length > 0 ? length : 0, buffer);
    watch(one->fd, one);
}

/* Takes what is there on a socket apart into frames, and stamps each. */
static void hear(struct conn *one) {
    if (one->kept) memcpy(buffer, one->rest, one->kept);
    int got = recv(one->fd, buffer + one->kept, BUFFER - one->kept, 0), at = 0;
    if (got <= 0) fail("a socket was closed");
    long t = now();
    int have = one->kept + got;
    while (have - at >= 2) {
        unsigned char *frame = (unsigned char *)buffer + at;
        int length = frame[1] & 127, head = 2;
        if (length == 127) fail("a frame is longer than any that is posted here");
        if (length == 126) {
            if (have - at < 4) break;
            length = frame[2] << 8 | frame[3];
            head = 4;
        }
        if (have - at < head + length) break;
        char *stamp = memmem(frame + head, length, "\"t\":", 4);
        if (stamp) latencies[heard++] = t - atol(stamp + 4);
        at += head + length;
    }
    one->kept = have - at;
    if (one->kept) {
        one->rest = realloc(one->rest, one->kept);
        memcpy(one->rest, buffer + at, one->kept);
    }
}

static void post(int fd, long i, int rooms, long stamp, int size) {
    char body[4096], request[8192];
    int length = sprintf(body, "{\"id\":%ld,\"room\":\"room%ld\",\"t\":%ld,\"ms\":%.3f,\"text\":\"", i, i % rooms,
        stamp, clock_ns(CLOCK_REALTIME) / 1e6);
    while (length < size - 2) body[length++] = 'x';
    body[length++] = '"';
    body[length++] = '}';
    int head = sprintf(request,
        "POST /pub?id=room%ld HTTP/1.1\r\nHost: floor\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n",
        i % rooms, length);
    memcpy(request + head, body, length);
    if (write(fd, request, head + length) != head + length) fail("cannot post: %s", strerror(errno));
}

static void answered(struct conn *one) {
    int got = recv(one->fd, buffer, BUFFER, 0);
    if (got < 12 || strncmp(buffer + 9, "20", 2)) fail("a post was answered %.*s", got > 0 ? got : 0, buffer);
    one->busy = 0;
}

static int compare(const void *a, const void *b) {
    long x = *(const long *)a, y = *(const long *)b;
    return x < y ? -1 : x > y;
}

static void tell(long n, double cpu, long lost, double kib) {
    char middle[32] = "null", high[32] = "null";
    if (heard) {
        qsort(latencies, heard, sizeof *latencies, compare);
        sprintf(middle, "%.4f", latencies[(long)((heard - 1) * .5)] / 1e6);
        sprintf(high, "%.4f", latencies[(long)((heard - 1) * .99)] / 1e6);
    }
    printf("{\"n\":%ld,\"cpu_s\":%.6f,\"p50_ms\":%s,\"p99_ms\":%s,\"lost\":%ld,\"kib\":%.3f}\n",
        n, cpu, middle, high, lost, kib);
}

static struct conn *everybody(int sockets, int rooms) {
    struct conn *all = calloc(sockets, sizeof *all);
    epoll = epoll_create1(0);
    for (int i = 0; i < sockets; i++) subscribe(&all[i], i % rooms);
    return all;
}

static void publish(long count, double rate, int rooms, int size) {
    struct conn senders[SENDERS] = {0};
    for (int i = 0; i < SENDERS; i++) senders[i].fd = dial();
    long begun = now();
    for (long i = 0; i < count; i++) {
        long due = begun + (long)(i * 1e9 / rate);
        struct timespec at = {due / 1000000000L, due % 1000000000L};
        while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL)) {}
        struct conn *one = &senders[i % SENDERS];
        if (one->busy) answered(one);
        one->busy = 1;
        post(one->fd, i, rooms, now(), size);
    }
    for (int i = 0; i < SENDERS; i++) if (senders[i].busy) answered(&senders[i]);
    tell(count, cpu_s(), 0, 0);
}

static void receive(int sockets, int rooms, long count) {
    struct epoll_event events[EVENTS];
    latencies = calloc(count + EVENTS * 1000L, sizeof *latencies);
    everybody(sockets, rooms);
    printf("READY\n");
    fflush(stdout);
    double before = cpu_s();
    while (heard < count) {
        int ready = epoll_wait(epoll, events, EVENTS, SILENCE_MS);
        if (ready == 0 && heard) break;
        for (int i = 0; i < ready; i++) hear(events[i].data.ptr);
    }
    tell(heard, cpu_s() - before, count - heard, 0);
}

static void job(int sockets, int rooms, double rate, double seconds) {
    struct epoll_event events[EVENTS];
    struct conn timer = {.fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK)}, senders[64] = {0};
    long count = (long)(rate * seconds), owed = count * (sockets / rooms), sent = 0;
    latencies = calloc(owed + 1, sizeof *latencies);
    everybody(sockets, rooms);
    for (int i = 0; i < 64; i++) watch(senders[i].fd = dial(), &senders[i]);
    watch(timer.fd, &timer);
    printf("READY\n");
    fflush(stdout);
    double before = cpu_s();
    long begun = now() + 100000000L;
    struct itimerspec at = {.it_value = {begun / 1000000000L, begun % 1000000000L}};
    timerfd_settime(timer.fd, TFD_TIMER_ABSTIME, &at, NULL);
    while (heard < owed) {
        int ready = epoll_wait(epoll, events, EVENTS, SILENCE_MS);
        if (ready == 0) break;
        for (int i = 0; i < ready; i++) {
            struct conn *one = events[i].data.ptr;
            if (one >= senders && one < senders + 64) {
                answered(one);
            } else if (one != &timer) {
                hear(one);
            } else if (sent < count && read(timer.fd, buffer, 8) == 8) {
                long due = begun + (long)(sent * 1e9 / rate);
                for (; sent < count && due <= now(); due = begun + (long)(++sent * 1e9 / rate)) {
                    int free = 0;
                    while (free < 64 && senders[free].busy) free++;
                    if (free == 64) fail("64 posts are not answered yet");
                    senders[free].busy = 1;
                    post(senders[free].fd, sent, rooms, due, 200);
                }
                at.it_value = (struct timespec){due / 1000000000L, due % 1000000000L};
                timerfd_settime(timer.fd, TFD_TIMER_ABSTIME, &at, NULL);
            }
        }
    }
    tell(heard, cpu_s() - before, owed - heard, 0);
}

static void hold(int sockets) {
    epoll = epoll_create1(0);
    struct conn first = {0}, *all = calloc(sockets, sizeof *all);
    subscribe(&first, 0);
    long memory = resident_kib();
    double before = cpu_s();
    for (int i = 0; i < sockets; i++) subscribe(&all[i], i % 100);
    tell(sockets, cpu_s() - before, 0, (double)(resident_kib() - memory) / sockets);
}

int main(int count, char **words) {
    const char *what = count > 2 ? words[1] : "";
    double numbers[4] = {0};
    for (int i = 0; i < 4 && i + 3 < count; i++) numbers[i] = atof(words[i + 3]);
    port = count > 2 ? atoi(words[2]) : 0;
    if (!strcmp(what, "publish") && count == 7) publish(numbers[0], numbers[1], numbers[2], numbers[3]);
    else if (!strcmp(what, "receive") && count == 6) receive(numbers[0], numbers[1], numbers[2]);
    else if (!strcmp(what, "job") && count == 7) job(numbers[0], numbers[1], numbers[2], numbers[3]);
    else if (!strcmp(what, "hold") && count == 4) hold(numbers[0]);
    else fail("floor publish|receive|job|hold PORT ...: see the top of floor.c");
    return 0;
}
