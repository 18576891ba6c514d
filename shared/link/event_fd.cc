#include "shared/link/event_fd.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace redrive::link {

EventFd::EventFd() : fd_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (fd_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
}

EventFd::~EventFd() {
  ::close(fd_);
}

// Neither can fail in a way that matters: a full counter is readable already, an empty one is clear already.
void EventFd::ring() const {
  [[maybe_unused]] const int result = ::eventfd_write(fd_, 1);
}

void EventFd::clear() const {
  eventfd_t count = 0;
  [[maybe_unused]] const int result = ::eventfd_read(fd_, &count);
}

}  // namespace redrive::link
