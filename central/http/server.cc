#include "central/http/server.h"

#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServerConnection.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SSLException.h>
#include <Poco/Net/SecureServerSocket.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/TCPServer.h>
#include <Poco/Net/TCPServerConnectionFactory.h>
#include <Poco/ThreadPool.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <condition_variable>
#include <mutex>
#include <thread>

#include "central/http/exchange.h"
#include "shared/log/log.h"

namespace redrive::central {
namespace {

namespace net = Poco::Net;

Poco::Timespan timespan(base::Micros span) {
  return {static_cast<Poco::Timespan::TimeDiff>(span.count())};
}

// What every connection shares.
struct Shared {
  const Dispatcher& dispatcher;
  const base::Clock& clock;
  const ConnectionLimits limits;
  const Proxies proxies;
  Connections connections;
  std::atomic<bool> stopping{false};
};

class RequestHandler final : public net::HTTPRequestHandler {
 public:
  explicit RequestHandler(Shared& shared) : shared_(shared) {}
  void handleRequest(net::HTTPServerRequest& request, net::HTTPServerResponse& response) override {
    exchange({shared_.dispatcher, shared_.connections, shared_.clock, shared_.stopping, shared_.proxies}, request,
             response);
  }

 private:
  Shared& shared_;
};

class HandlerFactory final : public net::HTTPRequestHandlerFactory {
 public:
  explicit HandlerFactory(Shared& shared) : shared_(shared) {}
  net::HTTPRequestHandler* createRequestHandler(const net::HTTPServerRequest&) override {
    return new RequestHandler(shared_);
  }

 private:
  Shared& shared_;
};

class Connection final : public net::HTTPServerConnection {
 public:
  Connection(Shared& shared, const net::StreamSocket& socket, net::HTTPServerParams::Ptr params,
             net::HTTPRequestHandlerFactory::Ptr factory)
      : HTTPServerConnection(socket, params, factory), shared_(shared), key_(socket.impl()) {
    shared.connections.claim(key_);
    // Poco sets the time of single reads alone.
    this->socket().setSendTimeout(timespan(shared.limits.one_write));
  }
  ~Connection() override { shared_.connections.remove(key_); }

 private:
  Shared& shared_;
  const Connections::Key key_;
};

class ConnectionFactory final : public net::TCPServerConnectionFactory {
 public:
  ConnectionFactory(Shared& shared, net::HTTPServerParams::Ptr params)
      : shared_(shared), params_(params), handlers_(new HandlerFactory(shared)) {}
  net::TCPServerConnection* createConnection(const net::StreamSocket& socket) override {
    return new Connection(shared_, socket, params_, handlers_);
  }

 private:
  Shared& shared_;
  net::HTTPServerParams::Ptr params_;
  net::HTTPRequestHandlerFactory::Ptr handlers_;
};

class Filter final : public net::TCPServerConnectionFilter {
 public:
  explicit Filter(Shared& shared) : shared_(shared) {}
  bool accept(const net::StreamSocket& socket) override {
    try {
      const std::string address = socket.peerAddress().host().toString();
      // The descriptor itself: a TLS socket's own shutdown would speak TLS beside the thread that uses it.
      const auto cut = [held = net::StreamSocket(socket)] { ::shutdown(held.impl()->sockfd(), SHUT_RDWR); };
      return shared_.connections.admit(socket.impl(), address, cut, shared_.clock.steady());
    } catch (const Poco::Exception&) {
      return false;  // gone before it was looked at
    }
  }

 private:
  Shared& shared_;
};

net::HTTPServerParams::Ptr params_of(const ConnectionLimits& limits) {
  net::HTTPServerParams::Ptr params = new net::HTTPServerParams;
  params->setKeepAlive(true);
  params->setKeepAliveTimeout(timespan(limits.keep_alive));
  params->setMaxKeepAliveRequests(1'000'000);
  params->setTimeout(timespan(limits.one_read));
  params->setMaxThreads(static_cast<int>(limits.total + 16));  // those being cut still hold theirs for a moment
  params->setMaxQueued(static_cast<int>(limits.total));
  params->setThreadIdleTime(Poco::Timespan(1, 0));
  return params;
}

// A plain socket, or one that speaks TLS.
net::ServerSocket open_socket(const HttpListen& listen) {
  if (listen.certificate.empty()) return {};
  net::Context::Params params;
  params.certificateFile = listen.certificate.string();
  params.privateKeyFile = listen.key.string();
  params.verificationMode = net::Context::VERIFY_NONE;  // of the browser, which has no certificate
  net::Context::Ptr context(new net::Context(net::Context::TLS_SERVER_USE, params));
  context->requireMinimumProtocol(net::Context::PROTO_TLSV1_2);
  if (SSL_CTX_check_private_key(context->sslContext()) != 1) {
    throw net::SSLException("the key is not that of the certificate");
  }
  return net::SecureServerSocket(context);
}

base::Result<net::ServerSocket> listen_on(const HttpListen& listen) {
  const std::string& address = listen.address;
  try {
    net::ServerSocket socket = open_socket(listen);
    const bool any = address.starts_with("*:");
    socket.bind(net::SocketAddress(any ? "0.0.0.0" + address.substr(1) : address), true, false);
    socket.listen(512);
    return socket;
  } catch (const Poco::Net::SSLException& error) {
    return base::fail(base::ErrorCode::kInvalid,
                      fmt::format("the certificate {} and its key {}: {}", listen.certificate.string(),
                                  listen.key.string(), error.displayText()));
  } catch (const Poco::Net::NetException& error) {
    return base::fail(base::ErrorCode::kFailed, fmt::format("cannot listen on {}: {}", address, error.displayText()));
  } catch (const Poco::Exception& error) {
    return base::fail(base::ErrorCode::kInvalid,
                      fmt::format("{}: {}; expected an address such as 127.0.0.1:8461", address, error.displayText()));
  }
}

}  // namespace

struct HttpServer::Parts {
  Parts(const Dispatcher& dispatcher, const base::Clock& clock, const ConnectionLimits& limits,
        const net::ServerSocket& socket, const Proxies& proxies)
      : shared{dispatcher, clock, limits, proxies, Connections(limits), {}},
        pool("http", 8, static_cast<int>(limits.total + 32), 30),
        params(params_of(limits)),
        listener(socket),
        port(socket.address().port()),
        tcp(new ConnectionFactory(shared, params), pool, socket, params) {
    tcp.setConnectionFilter(new Filter(shared));
    tcp.start();
    reaper = std::thread([this] { reap(); });
  }

  void reap() {
    std::unique_lock lock(mutex);
    while (!woken.wait_for(lock, std::chrono::seconds(1), [&] { return ending; })) {
      shared.connections.cut_overdue(shared.clock.steady());
    }
  }

  Shared shared;
  Poco::ThreadPool pool;
  net::HTTPServerParams::Ptr params;
  net::ServerSocket listener;
  const std::uint16_t port;
  net::TCPServer tcp;
  std::mutex mutex;
  std::condition_variable woken;
  bool ending = false;
  std::thread reaper;
};

base::Result<std::unique_ptr<HttpServer>> HttpServer::start(const HttpListen& listen, const Dispatcher& dispatcher,
                                                            const base::Clock& clock, const ConnectionLimits& limits) {
  auto socket = listen_on(listen);
  if (!socket) return tl::unexpected(socket.error());
  return std::unique_ptr<HttpServer>(
      new HttpServer(std::make_unique<Parts>(dispatcher, clock, limits, *socket, listen.proxies)));
}

HttpServer::HttpServer(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

HttpServer::~HttpServer() {
  stop();
}

void HttpServer::stop() {
  if (parts_->shared.stopping.exchange(true)) return;
  auto& connections = parts_->shared.connections;
  parts_->tcp.stop();  // no more are accepted; those queued are closed
  parts_->listener.close();
  connections.cut_waiting();
  if (!connections.wait_until_none(std::chrono::seconds(3))) connections.cut_all();
  parts_->pool.joinAll();
  {
    std::lock_guard lock(parts_->mutex);
    parts_->ending = true;
  }
  parts_->woken.notify_all();
  parts_->reaper.join();
}

std::uint16_t HttpServer::bound_port() const {
  return parts_->port;
}

std::size_t HttpServer::open_connections() const {
  return parts_->shared.connections.count();
}

}  // namespace redrive::central
