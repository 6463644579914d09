/* A machine whose clock is 25 hours ahead, for a process that has this in its LD_PRELOAD: the time
 * of day is told wrong, and waits until a time of day end when that clock says so. Time that is
 * only measured runs as it does. */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

static const time_t AHEAD_S = 25 * 60 * 60;

int clock_gettime(clockid_t clock, struct timespec *now) {
    /* The system itself: to look for the function behind this one would allocate, and who
     * allocates asks for the time. */
    if (syscall(SYS_clock_gettime, clock, now)) return -1;
    if (clock == CLOCK_REALTIME) now->tv_sec += AHEAD_S;
    return 0;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    struct timespec exact;
    (void)zone;
    if (clock_gettime(CLOCK_REALTIME, &exact)) return -1;
    now->tv_sec = exact.tv_sec;
    now->tv_usec = exact.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *also) {
    struct timespec exact;
    if (clock_gettime(CLOCK_REALTIME, &exact)) return -1;
    if (also) *also = exact.tv_sec;
    return exact.tv_sec;
}

int pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *mutex,
                           const struct timespec *until) {
    struct timespec since_boot, then = *until;
    if (syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &since_boot)) return EINVAL;
    /* No machine has run since 1970. */
    if (then.tv_sec < since_boot.tv_sec + AHEAD_S)
        return pthread_cond_clockwait(condition, mutex, CLOCK_MONOTONIC, &then);
    then.tv_sec -= AHEAD_S;
    return pthread_cond_clockwait(condition, mutex, CLOCK_REALTIME, &then);
}

/* The same under its name in C11. */
int cnd_timedwait(cnd_t *restrict condition, mtx_t *restrict mutex,
                  const struct timespec *restrict until) {
    switch (pthread_cond_timedwait((pthread_cond_t *)condition, (pthread_mutex_t *)mutex, until)) {
    case 0: return thrd_success;
    case ETIMEDOUT: return thrd_timedout;
    default: return thrd_error;
    }
}
