// What real ssh (9.2) and rsync (3.2) say and how they end.
#include "agent/manager/ssh_failure.h"

#include <gmock/gmock.h>

#include <cerrno>

namespace redrive::agent {
namespace {

using End = sys::ProcessResult::End;
using testing::HasSubstr;

struct Case {
  End end;
  int code;
  std::string output, type, message;
};

TEST(SshFailure, StatusAndWordsToTypeAndMessage) {
  const Case cases[] = {
      {End::kExited, 255, "till@10.0.0.7: Permission denied (publickey).\r\n", "auth_failed",
       "no connection to the device: till@10.0.0.7: Permission denied (publickey)."},
      {End::kExited, 255,
       "No ED25519 host key is known for [10.0.0.7]:22 and you have requested strict checking.\r\n"
       "Host key verification failed.\r\n",
       "auth_failed", "No ED25519 host key is known for [10.0.0.7]:22"},
      {End::kExited, 255, "ssh: connect to host 10.0.0.7 port 22: No route to host\r\n", "device_unreachable",
       "No route to host"},
      {End::kExited, 255, "ssh: connect to host 10.0.0.7 port 22: Connection refused\r\n", "device_unreachable",
       "Connection refused"},
      {End::kExited, 255, "ssh: connect to host 10.0.0.7 port 22: Connection timed out\r\n", "device_unreachable",
       "Connection timed out"},
      {End::kExited, 255, "Connection timed out during banner exchange\r\n", "device_unreachable", "banner exchange"},
      {End::kExited, 255, "ssh: Could not resolve hostname pos-7: Name or service not known\r\n", "device_unreachable",
       "Could not resolve"},
      {End::kExited, 255, "kex_exchange_identification: Connection closed by remote host\r\n", "device_unreachable",
       "no connection to the device"},
      {End::kExited, 255, "half done\nTimeout, server 10.0.0.7 not responding.\r\n", "device_unreachable",
       "the connection was lost while dpkg ran: Timeout, server 10.0.0.7 not responding."},
      {End::kExited, 255, "client_loop: send disconnect: Broken pipe\r\n", "device_unreachable", "was lost while dpkg"},
      {End::kExited, 255, "dpkg: bad\n", "install_failed", "dpkg ended with exit status 255: dpkg: bad"},
      {End::kExited, 1, "curl: (7) Connection refused\n", "install_failed", "dpkg ended with exit status 1"},
      {End::kExited, 2, "dpkg: No space left on device\n", "disk_full", "dpkg ended with exit status 2"},
      {End::kExited, 127, "sh: 1: dpkg: not found\n", "install_failed", "cannot start dpkg on the device: sh: 1: dpkg"},
      {End::kTimedOut, 15, "unpacking\n", "timeout", "dpkg was not done within the job's timeout: unpacking"},
      {End::kNotStarted, ENOENT, "", "configuration", "cannot start ssh on this server: No such file or directory"},
  };
  for (const Case& c : cases) {
    const auto judged = judge_ssh({c.end, c.code, c.output}, "dpkg", "install_failed");
    ASSERT_FALSE(judged) << c.output;
    EXPECT_EQ(judged.error().failure_type, c.type) << c.output;
    EXPECT_THAT(judged.error().message, HasSubstr(c.message));
  }
  EXPECT_TRUE(judge_ssh({End::kExited, 0, "Permission denied"}, "dpkg", "install_failed"));
  EXPECT_TRUE(judge_ssh({End::kCancelled, 15, ""}, "dpkg", "install_failed").error().cancelled);
}

TEST(RsyncFailure, StatusAndWordsToTypeAndMessage) {
  const std::string unexplained =
      "rsync: connection unexpectedly closed (0 bytes received so far) [sender]\n"
      "rsync error: unexplained error (code 255) at io.c(231) [sender=3.2.7]\n";
  const Case cases[] = {
      {End::kExited, 11,
       "rsync: [receiver] write failed on \"/s/J-1/a\": No space left on device (28)\n"
       "rsync error: error in file IO (code 11) at receiver.c(380) [receiver=3.2.7]\n",
       "disk_full", "No space left on device (28)"},
      {End::kExited, 11, "rsync error: error in file IO (code 11)\n", "disk_full", "code 11"},
      {End::kExited, 12, "rsync error: error in rsync protocol data stream (code 12)\n", "transfer_interrupted", ""},
      {End::kExited, 30, "[sender] io timeout after 300 seconds -- exiting\n", "transfer_interrupted", "io timeout"},
      {End::kExited, 35, "rsync error: timeout waiting for daemon connection (code 35)\n", "transfer_interrupted", ""},
      {End::kExited, 255, "Connection to 10.0.0.7 closed by remote host.\r\n" + unexplained, "transfer_interrupted",
       "closed by remote host"},
      {End::kExited, 255, "ssh: connect to host 10.0.0.7 port 22: No route to host\r\n" + unexplained,
       "device_unreachable", "No route to host"},
      {End::kExited, 255, "till@10.0.0.7: Permission denied (publickey).\r\n" + unexplained, "auth_failed",
       "(publickey)"},
      {End::kExited, 23, "rsync error: some files/attrs were not transferred (code 23)\n", "transfer_interrupted", ""},
      {End::kExited, 23, "rsync: [receiver] mkstemp \"/s/.a.Xy\" failed: Permission denied (13)\n", "configuration",
       ""},
      {End::kExited, 23, "ERROR: a failed verification -- update discarded.\n", "checksum_mismatch", "discarded"},
      {End::kExited, 24, "file has vanished: \"/store/a\"\n", "package_missing", "vanished"},
      {End::kExited, 127, "bash: rsync: command not found\n", "configuration", "rsync is not installed there"},
      {End::kTimedOut, 15, "", "timeout", "rsync was not done within the job's timeout"},
      {End::kNotStarted, ENOENT, "", "configuration", "is rsync installed?"},
  };
  for (const Case& c : cases) {
    const auto judged = judge_rsync({c.end, c.code, c.output});
    ASSERT_FALSE(judged) << c.output;
    EXPECT_EQ(judged.error().failure_type, c.type) << c.output;
    EXPECT_THAT(judged.error().message, HasSubstr(c.message));
  }
  EXPECT_TRUE(judge_rsync({End::kExited, 0, ""}));
}

}  // namespace
}  // namespace redrive::agent
