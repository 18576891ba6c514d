#include "shared/sys/inet_socket.h"

#include <gmock/gmock.h>
#include <poll.h>

#include "tests/unit/sys/inet_client.h"

namespace redrive::sys {
namespace {

using base::ErrorCode;

void wait_until_readable(int fd) {
  pollfd one{fd, POLLIN, 0};
  ASSERT_EQ(::poll(&one, 1, 30'000), 1);
}

TEST(InetSocket, ReceivesDatagramsAndSaysWhoSentThem) {
  const auto fd = bind_datagrams("127.0.0.1", "0").value();
  std::string buffer(100, '\0');
  EXPECT_FALSE(receive_datagram(fd.get(), buffer)) << "it does not wait";
  InetClient client(SOCK_DGRAM, bound_port(fd.get()));
  client.send("one");
  client.send("");
  const auto first = receive_datagram(fd.get(), buffer), second = receive_datagram(fd.get(), buffer);
  ASSERT_TRUE(first && second);
  EXPECT_EQ(std::string_view(buffer).substr(0, first->size), "one");
  EXPECT_EQ(first->from, "127.0.0.1");
  EXPECT_EQ(second->size, 0U);
}

TEST(InetSocket, AnIpv4SenderLooksTheSameOverIpv6) {
  const auto fd = bind_datagrams("::", "0");
  if (!fd) GTEST_SKIP() << fd.error().message;
  InetClient client(SOCK_DGRAM, bound_port(fd->get()));
  client.send("one");
  std::string buffer(100, '\0');
  EXPECT_EQ(receive_datagram(fd->get(), buffer).value().from, "127.0.0.1");
}

TEST(InetSocket, KnowsHowManyDatagramsWereLost) {
  const auto fd = bind_datagrams("127.0.0.1", "0").value();
  const auto granted = ask_for_receive_buffer(fd.get(), 64 * 1024);
  EXPECT_GE(granted, 32U * 1024);
  InetClient client(SOCK_DGRAM, bound_port(fd.get()));
  const std::string large(8 * 1024, 'x');
  constexpr std::uint32_t kSent = 100;
  for (std::uint32_t i = 0; i < kSent; ++i) client.send(large);
  std::string buffer(64 * 1024, '\0');
  std::uint32_t received = 0;
  while (const auto datagram = receive_datagram(fd.get(), buffer)) ++received;
  ASSERT_LT(received, kSent);
  client.send("after");
  EXPECT_EQ(receive_datagram(fd.get(), buffer).value().lost, kSent - received);
}

TEST(InetSocket, ReadsAStreamToItsEnd) {
  const auto listener = listen_for_streams("127.0.0.1", "0").value();
  EXPECT_EQ(accept_stream(listener.get()).error().code, ErrorCode::kUnavailable) << "it does not wait";
  InetClient client(SOCK_STREAM, bound_port(listener.get()));
  wait_until_readable(listener.get());
  const auto stream = accept_stream(listener.get()).value();
  EXPECT_EQ(stream.from, "127.0.0.1");
  std::string buffer(100, '\0');
  EXPECT_EQ(read_stream(stream.fd.get(), buffer).end, ReadEnd::kEmpty);
  client.send("abc");
  client.close();
  wait_until_readable(stream.fd.get());
  const auto read = read_stream(stream.fd.get(), buffer);
  EXPECT_EQ(read.end, ReadEnd::kMore);
  EXPECT_EQ(std::string_view(buffer).substr(0, read.size), "abc");
  wait_until_readable(stream.fd.get());
  EXPECT_EQ(read_stream(stream.fd.get(), buffer).end, ReadEnd::kEnd);
}

TEST(InetSocket, SaysWhereItCannotListen) {
  const auto first = listen_for_streams("127.0.0.1", "0").value();
  const auto port = std::to_string(bound_port(first.get()));
  const auto second = listen_for_streams("127.0.0.1", port);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::kConflict);
  EXPECT_THAT(second.error().message, testing::HasSubstr("cannot listen at 127.0.0.1 port " + port));
  const auto datagrams = bind_datagrams("127.0.0.1", "0").value();
  EXPECT_FALSE(bind_datagrams("127.0.0.1", std::to_string(bound_port(datagrams.get()))));
  EXPECT_EQ(bind_datagrams("192.0.2.1", "0").error().code, ErrorCode::kFailed) << "not an address of this machine";
}

}  // namespace
}  // namespace redrive::sys
