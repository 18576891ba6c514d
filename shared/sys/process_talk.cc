#include "shared/sys/process_talk.h"

#include <sys/eventfd.h>

#include <system_error>

namespace redrive::sys {

ProcessTalk::ProcessTalk(std::string last_words, base::Micros last_words_for)
    : last_words_(std::move(last_words)),
      last_words_for_(last_words_for),
      wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (!wake_) throw std::system_error(errno, std::generic_category(), "eventfd");
}

void ProcessTalk::write(std::string_view bytes) {
  const std::scoped_lock lock(mutex_);
  if (closed_) return;
  pending_ += bytes;
  ::eventfd_write(wake_.get(), 1);
}

void ProcessTalk::close() {
  const std::scoped_lock lock(mutex_);
  closed_ = true;
  ::eventfd_write(wake_.get(), 1);
}

ProcessTalk::Taken ProcessTalk::take() {
  const std::scoped_lock lock(mutex_);
  eventfd_t count = 0;
  ::eventfd_read(wake_.get(), &count);
  return {std::exchange(pending_, {}), closed_};
}

}  // namespace redrive::sys
