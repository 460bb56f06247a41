/*
 * A wall clock of its own for one process: LD_PRELOAD this, and name in DRILL_CLOCK a file of eight bytes, by how many
 * nanoseconds the process's clock is ahead of the machine's. The file may be written at any time; the clock jumps then.
 * The monotonic clocks go on as they were, as they do when an administrator or NTP sets a machine's time.
 *
 *   cc -O2 -shared -fPIC -o clock.so deploy/drill/clock.c -ldl
 *
 * Debian's faketime does the same under a lock, which makes a JVM with many threads some fifty times slower.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define SECOND 1000000000LL

/* A deadline after 2001 is one of the wall clock; monotonic clocks count from the machine's start. */
#define WALL 1000000000

static int (*real)(clockid_t, struct timespec *);
static int (*real_wait)(pthread_cond_t *, pthread_mutex_t *, const struct timespec *);
static volatile int64_t *ahead;

__attribute__((constructor)) static void begin(void) {
    const char *name = getenv("DRILL_CLOCK");
    int file = name ? open(name, O_RDONLY | O_CLOEXEC) : -1;
    if (file >= 0) {
        void *there = mmap(NULL, sizeof *ahead, PROT_READ, MAP_SHARED, file, 0);
        ahead = there == MAP_FAILED ? NULL : there;
        close(file);
    }
    real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    /* The version that is meant today: without one the oldest may be found. */
    void *wait = dlvsym(RTLD_NEXT, "pthread_cond_timedwait", "GLIBC_2.3.2");
    wait = wait ? wait : dlsym(RTLD_NEXT, "pthread_cond_timedwait");
    real_wait = (int (*)(pthread_cond_t *, pthread_mutex_t *, const struct timespec *))wait;
}

/* The kernel waits by the machine's clock: without this, who waits until a time of the process's own clock (the JVM's
 * fork-join pool does) would never stop, or turn round and round. */
int pthread_cond_timedwait(pthread_cond_t *restrict cond, pthread_mutex_t *restrict mutex,
                           const struct timespec *restrict until) {
    struct timespec machines = *until;
    if (ahead && until->tv_sec > WALL) {
        machines.tv_sec -= *ahead / SECOND;
    }
    return real_wait(cond, mutex, &machines);
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    int result = real ? real(clock, now) : (int)syscall(SYS_clock_gettime, clock, now);
    if (result == 0 && ahead && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
        int64_t by = *ahead;
        int64_t shifted = now->tv_nsec + by % SECOND;
        now->tv_sec += by / SECOND + (shifted >= SECOND) - (shifted < 0);
        now->tv_nsec = shifted - (shifted >= SECOND) * SECOND + (shifted < 0) * SECOND;
    }
    return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    (void)zone;
    struct timespec precise;
    int result = clock_gettime(CLOCK_REALTIME, &precise);
    now->tv_sec = precise.tv_sec;
    now->tv_usec = precise.tv_nsec / 1000;
    return result;
}

time_t time(time_t *now) {
    struct timespec precise;
    clock_gettime(CLOCK_REALTIME, &precise);
    if (now) {
        *now = precise.tv_sec;
    }
    return precise.tv_sec;
}
