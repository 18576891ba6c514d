#include "central/intake/syslog_intake.h"

#include "shared/log/log.h"
#include "shared/sys/inet_socket.h"

namespace redrive::central {
namespace {

struct Address {
  bool datagrams = false;
  std::string host, port;
};

// As the configuration has checked it: "udp://host:port", "tcp://[v6]:port".
Address split(std::string_view text) {
  Address address;
  address.datagrams = text.starts_with("udp://");
  text.remove_prefix(std::string_view("udp://").size());
  const auto colon = text.rfind(':');
  address.port = text.substr(colon + 1);
  text = text.substr(0, colon);
  if (text.starts_with('[')) text = text.substr(1, text.size() - 2);
  address.host = text;
  return address;
}

}  // namespace

SyslogIntake::SyslogIntake(SyslogIntakeParts parts)
    : parts_(std::move(parts)),
      outlet_(loop_, parts_.submit, parts_.metrics, [this] { streams_.resume(); }),
      streams_(
          loop_, parts_.clock, parts_.metrics,
          [this](std::string_view message, const std::string& from) {
            take(message, from, SyslogOutlet::Came::kStream);
          },
          [this] { after_round(); }, SyslogStreams::Bounds{}),
      buffer_(kMaxSyslogMessage, '\0') {}

base::Result<std::unique_ptr<SyslogIntake>> SyslogIntake::open(SyslogIntakeParts parts) {
  std::unique_ptr<SyslogIntake> intake(new SyslogIntake(std::move(parts)));
  for (const auto& address : intake->parts_.options.get()->syslog.listen) {
    if (auto listening = intake->listen(address); !listening) {
      return base::fail_in("[syslog] listen " + address, listening.error());
    }
  }
  return intake;
}

base::Status SyslogIntake::listen(const std::string& address) {
  const auto [datagrams, host, port] = split(address);
  auto fd = datagrams ? sys::bind_datagrams(host, port) : sys::listen_for_streams(host, port);
  if (!fd) return tl::unexpected(fd.error());
  ports_.push_back(sys::bound_port(fd->get()));
  if (!datagrams) {
    streams_.listen(std::move(*fd));
    return {};
  }
  if (const auto granted = sys::ask_for_receive_buffer(fd->get(), kReceiveBuffer); granted < kReceiveBuffer) {
    log::info("syslog", fmt::format("the kernel holds {} KiB of unread datagrams for {}; a burst needs more: sysctl "
                                    "net.core.rmem_max={}",
                                    granted / 1024, address, kReceiveBuffer));
  }
  const int number = fd->get();
  sockets_.push_back(std::move(*fd));
  loop_.watch(number, [this, number, lost = std::uint32_t{0}]() mutable { read_datagrams(number, lost); });
  return {};
}

void SyslogIntake::start() {
  if (ports_.empty()) return;
  tell_losses();
  thread_ = std::thread([this] { loop_.run(); });
}

void SyslogIntake::stop() {
  if (!thread_.joinable()) return;
  loop_.stop();
  thread_.join();
  outlet_.finish();
}

void SyslogIntake::read_datagrams(int fd, std::uint32_t& lost) {
  for (std::size_t i = 0; i < kDatagrams; ++i) {
    const auto datagram = sys::receive_datagram(fd, buffer_);
    if (!datagram) break;
    // The number comes with a datagram, and only while it is above nothing; the difference is right when it wraps.
    if (datagram->lost != 0) {
      parts_.metrics.count(SyslogFate::kOverrun, std::uint32_t{datagram->lost - lost});
      lost = datagram->lost;
    }
    take(std::string_view(buffer_).substr(0, datagram->size), datagram->from, SyslogOutlet::Came::kDatagram);
  }
  after_round();
}

void SyslogIntake::take(std::string_view message, const std::string& from, SyslogOutlet::Came came) {
  if (auto options = parts_.options.get(); !reader_ || reader_->options() != options) {
    reader_ = std::make_unique<SyslogAlertReader>(std::move(options));
  }
  auto alert = reader_->read(message, from, parts_.clock.utc());
  if (alert) {
    outlet_.add(std::move(*alert), came);
  } else {
    parts_.metrics.count(SyslogFate::kIgnored);
  }
}

void SyslogIntake::after_round() {
  outlet_.flush();
  if (!outlet_.has_room()) streams_.pause();
}

void SyslogIntake::tell_losses() {
  std::uint64_t lost = 0;
  for (const auto fate : {SyslogFate::kDropped, SyslogFate::kOverrun}) {
    lost += parts_.metrics.syslog_messages[static_cast<std::size_t>(fate)];
  }
  if (lost > lost_told_) {
    log::warning("syslog", fmt::format("{} messages lost within a minute, {} since the start: more came than "
                                       "could be taken",
                                       lost - lost_told_, lost));
  }
  lost_told_ = lost;
  loop_.after(kTellLosses, [this] { tell_losses(); });
}

}  // namespace redrive::central
