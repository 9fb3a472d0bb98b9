/* A library under the program that ends it, as a power cut would, just before one chosen step of what it
   does to the disk: every sync, every renaming, every removal is a step. It counts from the moment a file
   appears that says so, and writes each step down. Knows nothing of what the program is. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int steps = 0;

static void step(const char *what, const char *where) {
  const char *from = getenv("STOPS_FROM");
  const char *list = getenv("STOPS_LIST");
  const char *last = getenv("STOPS_AT");
  if (!from || !list || !last || access(from, F_OK)) return;
  int count = __sync_add_and_fetch(&steps, 1);
  if (count == atoi(last)) {
    kill(getpid(), SIGKILL);
    pause();
  }
  char line[4096];
  int length = snprintf(line, sizeof line, "%s %s\n", what, where);
  int file = open(list, O_WRONLY | O_CREAT | O_APPEND, 0600);
  if (file < 0) return;
  if (write(file, line, length) < 0) abort();
  close(file);
}

static void step_at(const char *what, int file) {
  char link[64], where[4000];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, where, sizeof where - 1);
  where[length < 0 ? 0 : length] = 0;
  step(what, where);
}

int fsync(int file) {
  step_at("sync", file);
  return ((int (*)(int))dlsym(RTLD_NEXT, "fsync"))(file);
}

int fdatasync(int file) {
  step_at("sync", file);
  return ((int (*)(int))dlsym(RTLD_NEXT, "fdatasync"))(file);
}

int rename(const char *from, const char *to) {
  step("rename", from);
  return ((int (*)(const char *, const char *))dlsym(RTLD_NEXT, "rename"))(from, to);
}

int unlink(const char *path) {
  step("remove", path);
  return ((int (*)(const char *))dlsym(RTLD_NEXT, "unlink"))(path);
}
