// An eventfd: a descriptor one side makes readable and the other clears. ring() is safe from any thread.
#pragma once

namespace redrive::link {

class EventFd {
 public:
  EventFd();  // throws std::system_error when the process has no descriptor left
  ~EventFd();
  EventFd(const EventFd&) = delete;
  EventFd& operator=(const EventFd&) = delete;

  int get() const { return fd_; }
  void ring() const;
  void clear() const;

 private:
  int fd_;
};

}  // namespace redrive::link
