#include "central/intake/syslog_streams.h"

#include <algorithm>

#include "shared/sys/inet_socket.h"

namespace redrive::central {

SyslogStreams::SyslogStreams(sys::EventLoop& loop, const base::Clock& clock, Metrics& metrics, Message message,
                             std::function<void()> read, Bounds bounds)
    : loop_(loop),
      clock_(clock),
      metrics_(metrics),
      message_(std::move(message)),
      read_(std::move(read)),
      bounds_(bounds),
      buffer_(kRead, '\0') {}

void SyslogStreams::listen(sys::Fd listener) {
  const int fd = listener.get();
  listeners_.push_back(std::move(listener));
  loop_.watch(fd, [this, fd] { accept(fd); });
}

void SyslogStreams::accept(int listener) {
  auto stream = sys::accept_stream(listener);
  if (!stream) {
    if (stream.error().code != base::ErrorCode::kNoSpace) return;
    // It would be readable again and again.
    loop_.unwatch(listener);
    loop_.after(kNoDescriptors, [this, listener] { loop_.watch(listener, [this, listener] { accept(listener); }); });
    return;
  }
  if (!find_place(stream->from)) {
    ++metrics_.syslog_connections_refused;
    return;
  }
  const int fd = stream->fd.get();
  ++of_address_[stream->from];
  connections_.emplace(fd, Connection{std::move(stream->fd), std::move(stream->from), {}, clock_.steady()});
  if (!paused_) watch(fd);
}

bool SyslogStreams::find_place(const std::string& from) {
  if (const auto at = of_address_.find(from); at != of_address_.end() && at->second >= bounds_.of_one_address)
    return false;
  if (connections_.size() < bounds_.connections) return true;
  const auto quietest = std::min_element(connections_.begin(), connections_.end(),
                                         [](const auto& a, const auto& b) { return a.second.heard < b.second.heard; });
  if (clock_.steady() - quietest->second.heard < kQuiet) return false;
  close(quietest->first);
  return true;
}

void SyslogStreams::watch(int fd) {
  loop_.watch(fd, [this, fd] { read(fd); });
}

void SyslogStreams::read(int fd) {
  auto& connection = connections_.at(fd);
  const auto got = sys::read_stream(fd, buffer_);
  const auto cut_before = connection.frames.cut();
  if (got.end == sys::ReadEnd::kMore) {
    connection.heard = clock_.steady();
    connection.frames.push(std::string_view(buffer_).substr(0, got.size));
    while (auto message = connection.frames.next()) message_(std::move(*message), connection.from);
  } else if (got.end == sys::ReadEnd::kEnd) {
    if (auto message = connection.frames.last()) message_(std::move(*message), connection.from);
    if (connection.frames.half_way()) metrics_.count(SyslogFate::kBroken);
  }
  metrics_.count(SyslogFate::kBroken, connection.frames.cut() - cut_before);
  if (got.end == sys::ReadEnd::kEnd) close(fd);
  read_();
}

void SyslogStreams::close(int fd) {
  loop_.unwatch(fd);
  const auto at = connections_.find(fd);
  if (const auto count = of_address_.find(at->second.from); --count->second == 0) of_address_.erase(count);
  connections_.erase(at);
}

void SyslogStreams::pause() {
  if (std::exchange(paused_, true)) return;
  for (const auto& [fd, connection] : connections_) loop_.unwatch(fd);
}

void SyslogStreams::resume() {
  if (!std::exchange(paused_, false)) return;
  for (const auto& [fd, connection] : connections_) watch(fd);
}

}  // namespace redrive::central
