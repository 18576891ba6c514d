#include "shared/link/zap_thread.h"

#include <signal.h>

#include <array>
#include <cerrno>

namespace redrive::link {
namespace {

constexpr std::size_t kRequestFrames = 7;  // version, request id, domain, address, identity, mechanism, CURVE key
constexpr std::size_t kKeyBytes = 32;

// A thread that takes no signals: they are for the program's own.
std::thread start_without_signals(auto body) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  std::thread thread(std::move(body));
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return thread;
}

std::string to_z85(std::string_view key) {
  std::array<char, 41> text{};
  zmq_z85_encode(text.data(), reinterpret_cast<const std::uint8_t*>(key.data()), key.size());
  return text.data();
}

std::vector<std::string> receive_all(zmq::socket_t& socket) {
  std::vector<std::string> frames;
  zmq::message_t frame;
  do {
    if (!socket.recv(frame, zmq::recv_flags::dontwait)) break;
    frames.push_back(frame.to_string());
  } while (frame.more());
  return frames;
}

void send_all(zmq::socket_t& socket, const std::vector<std::string>& frames) {
  for (std::size_t i = 0; i < frames.size(); ++i) {
    const bool last = i + 1 == frames.size();
    socket.send(zmq::buffer(frames[i]), last ? zmq::send_flags::none : zmq::send_flags::sndmore);
  }
}

}  // namespace

ZapThread::ZapThread(zmq::context_t& context, const base::Clock& clock)
    : clock_(clock), socket_(context, zmq::socket_type::rep) {
  socket_.set(zmq::sockopt::linger, 0);
  socket_.bind("inproc://zeromq.zap.01");
  thread_ = start_without_signals([this] { run(); });
}

ZapThread::~ZapThread() {
  stop_.ring();
  thread_.join();
}

void ZapThread::run() {
  std::array<zmq::pollitem_t, 2> items{{{socket_.handle(), 0, ZMQ_POLLIN, 0}, {nullptr, stop_.get(), ZMQ_POLLIN, 0}}};
  while (true) {
    try {
      zmq::poll(items, std::chrono::milliseconds{-1});
      if (items[1].revents != 0) return;
      if (items[0].revents != 0) answer();
    } catch (const zmq::error_t& error) {
      if (error.num() != EINTR) return;  // with nobody to ask, libzmq lets nobody in
    }
  }
}

void ZapThread::answer() {
  const std::vector<std::string> request = receive_all(socket_);
  if (request.size() < 2) return;
  const bool curve = request.size() == kRequestFrames && request[0] == "1.0" && request[5] == "CURVE" &&
                     request[6].size() == kKeyBytes;
  const std::string key = curve ? to_z85(request[6]) : "";
  const bool good = curve && book_.admit(key, request[3], clock_.utc());
  // The user id is what the ROUTER later reads off each message: the proven key.
  send_all(socket_, {"1.0", request[1], good ? "200" : "400", good ? "OK" : "unknown key", good ? key : "", ""});
}

}  // namespace redrive::link
