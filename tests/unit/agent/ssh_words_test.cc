#include "agent/manager/ssh_words.h"

#include <gmock/gmock.h>

#include "agent/manager/ssh_remote.h"
#include "shared/sys/process.h"

namespace redrive::agent {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

config::ManagerOptions options() {
  config::ManagerOptions options;
  options.kind = "rsync_ssh";
  options.user = "deploy";
  options.identity_file = "/etc/redrive/id";
  options.known_hosts = "/etc/redrive/known_hosts";
  return options;
}

std::string shell(const std::string& line) {
  sys::PosixProcessRunner processes;
  sys::ProcessRequest request;
  request.argv = {"sh", "-c", line};
  return processes.run(request, {}).output;
}

TEST(ShellWord, EveryWordComesThroughARealShellAsItWas) {
  std::string every_byte;
  for (int c = 1; c < 256; ++c) every_byte += static_cast<char>(c);
  for (const std::string& word : {std::string(), std::string("plain"), std::string("two words"), std::string("it's"),
                                  std::string("'"), std::string("''\\'"), std::string("$(reboot) `x` $HOME ; & | > <"),
                                  std::string("*?[a]~!"), std::string("-n"), std::string("line\nline"), every_byte}) {
    EXPECT_EQ(shell("printf '<%s>' " + shell_word(word)), "<" + word + ">");
  }
}

TEST(SshPlace, TheInventorysWordsThenTheAgentsOwn) {
  const auto plain = ssh_place(options(), {"pos-7"});
  ASSERT_TRUE(plain);
  EXPECT_EQ(fmt::format("{}@{}:{}", plain->user, plain->host, plain->port), "deploy@pos-7:22");
  const auto given = ssh_place(options(), {"d@7", "10.0.0.7", "till", 2222});
  ASSERT_TRUE(given);
  EXPECT_EQ(fmt::format("{}@{}:{}", given->user, given->host, given->port), "till@10.0.0.7:2222");
}

TEST(SshPlace, WordsThatCouldBeTakenForSomethingElseAreRefused) {
  const model::DeviceAddress wrong[] = {{"-oProxyCommand=x"},
                                        {"../x"},
                                        {"root@pos-7"},  // a user, to ssh
                                        {"pos-7", "-oProxyCommand=x"},
                                        {"pos-7", "a b"},
                                        {"pos-7", "host;reboot"},
                                        {"pos-7", "ssh://x"},
                                        {"pos-7", "10.0.0.7", "-oProxyCommand=x"},
                                        {"pos-7", "10.0.0.7", "a b"}};
  for (const auto& device : wrong) {
    EXPECT_FALSE(ssh_place(options(), device)) << device.device << " " << device.address << " " << device.user;
  }
}

TEST(SshOptions, PathsThatWouldBecomeSeveralWordsAreRefusedByTheirKey) {
  EXPECT_TRUE(check_ssh_options(options()));
  for (const char* path : {"/etc/my keys/id", "/etc/%h", "relative", "/it's", "/a\"b", ""}) {
    auto wrong = options();
    wrong.identity_file = path;
    const auto checked = check_ssh_options(wrong);
    ASSERT_FALSE(checked) << path;
    EXPECT_THAT(checked.error().message, HasSubstr("[manager] identity_file"));
  }
}

TEST(SshWords, NobodyIsAskedAndOnlyTheGivenKeysCount) {
  const auto words = ssh_command(options(), {"10.0.0.7", "till", 2222}, std::chrono::seconds(3), "true");
  const std::string line = fmt::format("{}", fmt::join(words, " "));
  for (const char* expected :
       {"ssh -F none -T -l till -p 2222 -o BatchMode=yes -o ConnectTimeout=3 ", "-o StrictHostKeyChecking=yes",
        "-o UserKnownHostsFile=/etc/redrive/known_hosts", "-o IdentityFile=/etc/redrive/id -o IdentitiesOnly=yes",
        "-o ServerAliveInterval=15 -o ServerAliveCountMax=3"}) {
    EXPECT_THAT(line, HasSubstr(expected));
  }
  EXPECT_THAT(line, testing::EndsWith(" -- 10.0.0.7 true"));
  const auto patient = ssh_words(options(), {"h", "u", 22}, std::chrono::hours(1));
  EXPECT_THAT(patient, testing::Contains("ConnectTimeout=10"));
}

TEST(RsyncCommand, SshIsOneArgumentAndPathsComeAfterTheDashes) {
  const SshPlace place{"10.0.0.7", "till", 22};
  const auto words = rsync_command(options(), place, std::chrono::minutes(1), "/store/a", "/s/J-1/a.deb", 5000);
  const auto e = std::find(words.begin(), words.end(), "-e");
  ASSERT_NE(e, words.end());
  EXPECT_EQ(e[1], fmt::format("env --ignore-signal=USR1 {}",
                              fmt::join(ssh_words(options(), place, std::chrono::minutes(1)), " ")));
  EXPECT_THAT(std::vector<std::string>(words.end() - 4, words.end()),
              ElementsAre("--bwlimit=4", "--", "/store/a", "10.0.0.7:/s/J-1/a.deb"));
  const auto bandwidth = [&](std::uint64_t rate) {
    return *(rsync_command(options(), place, std::chrono::minutes(1), "/store/a", "/s/a", rate).end() - 4);
  };
  EXPECT_EQ(bandwidth(1), "--bwlimit=1");
  EXPECT_EQ(bandwidth(1024 * 1024), "--bwlimit=1024");
  EXPECT_EQ(bandwidth(0).substr(0, 4), "env ");
}

TEST(RsyncCommand, AnIPv6AddressIsBracketed) {
  const auto words =
      rsync_command(options(), {"fe80::1%eth0", "u", 22}, std::chrono::minutes(1), "/store/a", "/s/a", 0);
  EXPECT_EQ(words.back(), "[fe80::1%eth0]:/s/a");
}

TEST(Remote, FreeBytesOfADfTable) {
  struct Case {
    const char* printed;
    std::optional<std::uint64_t> free;
  };
  const Case cases[] = {
      {"Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/sda1 100 40 60 40% /\n", 60 * 1024},
      {"x\n//nas/two words   9999999999  1  8888888888    1% /mnt/with % sign\n", std::nullopt},
      {"x\ntmpfs 64 64 0 100% /run\n", 0},
      {"df: /x: No such file or directory\n", std::nullopt},
      {"% ", std::nullopt},
      {"", std::nullopt},
  };
  for (const Case& c : cases) EXPECT_EQ(remote::free_bytes(c.printed), c.free) << c.printed;
}

}  // namespace
}  // namespace redrive::agent
