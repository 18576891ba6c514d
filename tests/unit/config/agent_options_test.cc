#include "shared/config/agent_options.h"

#include "tests/unit/config/config_files.h"

namespace redrive::config {
namespace {

const std::string kKey = "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7";  // of ZeroMQ's own documentation
const std::string kAgent =
    "[agent]\nname = \"ids-1\"\ncentrals = [\"tcp://noc-1:7461\"]\ncentral_key = \"" + kKey + "\"\n";
const std::string kManager = "[manager]\nroot = \"devices\"\n";

TEST(AgentOptions, MinimalHasDefaults) {
  const ConfigFiles files;
  const auto options = value_of(load_agent_options(files.write("agent.toml", kAgent + kManager)));
  EXPECT_EQ(options.name, "ids-1");
  EXPECT_EQ(options.central_key, kKey);
  EXPECT_EQ(options.manager.kind, "local");
  EXPECT_EQ(options.manager.root, files.folder / "devices");
  EXPECT_EQ(options.limits.parallel_devices, 8U);
  EXPECT_FALSE(options.offline_approval);
}

TEST(AgentOptions, SizesInBytesOrWithUnit) {
  const ConfigFiles files;
  const auto options = value_of(load_agent_options(files.write(
      "agent.toml",
      kAgent + kManager +
          "[limits]\nbandwidth = \"10MB\"\ndisk_keep_free = \"2GiB\"\nspool_bytes = 4096\nparallel_devices = 3\n")));
  EXPECT_EQ(options.limits.bandwidth, 10'000'000U);
  EXPECT_EQ(options.limits.disk_keep_free, 2ULL << 30U);
  EXPECT_EQ(options.limits.spool_bytes, 4096U);
  EXPECT_EQ(options.limits.parallel_devices, 3U);
}

TEST(AgentOptions, KeyFromAFile) {
  const ConfigFiles files;
  files.write("central.key", kKey + "\r\n");
  const auto options = value_of(load_agent_options(files.write(
      "agent.toml",
      "[agent]\nname = \"i\"\ncentrals = [\"tcp://a:1\", \"tcp://[::1]:2\"]\ncentral_key_file = \"central.key\"\n" +
          kManager)));
  EXPECT_EQ(options.central_key, kKey);
  EXPECT_THAT(options.centrals, testing::ElementsAre("tcp://a:1", "tcp://[::1]:2"));
}

TEST(AgentOptions, AnEmptyFileNamesAllThatIsMissing) {
  const ConfigFiles files;
  const auto problems = problems_of(load_agent_options(files.write("agent.toml", "")));
  const std::string text = to_text(problems);
  EXPECT_EQ(problems.size(), 4U) << text;
  for (const auto* what : {"[agent] name is missing", "[agent] centrals is missing",
                           "neither central_key nor central_key_file", "[manager] root is missing"}) {
    EXPECT_THAT(text, testing::HasSubstr(what));
  }
}

TEST(AgentOptions, EachProblemWithItsLine) {
  const ConfigFiles files;
  files.write("known", "x");
  files.write("short.key", "abc");
  const std::string head = "[agent]\nname = \"ids-1\"\n";
  const std::string key = "central_key = \"" + kKey + "\"\n";
  const std::string centrals = "centrals = [\"tcp://noc-1:7461\"]\n";
  for (const WrongCase& wrong : std::vector<WrongCase>{
           {"[agent]\nname = \"-rf\"\n" + centrals + key + kManager, 2, "[agent] name is \"-rf\"; expected a name"},
           {head + "centrals = []\n" + key + kManager, 3, "centrals is an empty list"},
           {head + "centrals = [\"noc-1:7461\"]\n" + key + kManager, 3,
            "has \"noc-1:7461\"; expected a list of 1 to 16, each a string like \"tcp://noc-1:7461\""},
           {head + "centrals = [\"tcp://*:7461\"]\n" + key + kManager, 3, "has \"tcp://*:7461\""},
           {head + "centrals = [\"tcp://a:1\", \"tcp://a:1\"]\n" + key + kManager, 3, "it is listed twice"},
           {head + centrals + "central_key = \"short\"\n" + kManager, 4, "40 characters of Z85"},
           {head + centrals + key + "central_key_file = \"known\"\n" + kManager, 5,
            "has both central_key and central_key_file; expected exactly one"},
           {head + centrals + "central_key_file = \"short.key\"\n" + kManager, 4,
            "holds no key; expected 40 characters"},
           {head + centrals + "central_key_file = \"none\"\n" + kManager, 4, "there is no file"},
           {head + centrals + key + "offline_approval = 1\n" + kManager, 5,
            "offline_approval is 1; expected a boolean"},
           {kAgent + "[manager]\nkind = \"local\"\n", 6, "[manager] root is missing; expected with kind = \"local\""},
           {kAgent + "[manager]\nkind = \"external\"\n", 6, "[manager] command is missing"},
           {kAgent + "[manager]\nkind = \"external\"\ncommand = [\"\"]\n", 7, "names no program"},
           {kAgent + "[manager]\nkind = \"external\"\ncommand = [\"push\"]\n", 7,
            "begins with \"push\"; expected the absolute path of a program"},
           {kAgent + "[manager]\nkind = \"external\"\ncommand = [\"/no/such/push\"]\n", 7,
            "\"/no/such/push\" is no program that can be run; expected an executable file"},
           {kAgent + "[manager]\nkind = \"external\"\ncommand = [\"/etc\"]\n", 7, "\"/etc\" is no program"},
           {kAgent + "[manager]\nkind = \"external\"\ncommand = [\"/etc/passwd\"]\n", 7, "is no program"},
           {kAgent + "[manager]\nkind = \"scp\"\nroot = \"d\"\n", 6,
            "being one of \"local\", \"rsync_ssh\", \"external\""},
           {kAgent + "[manager]\nkind = \"rsync_ssh\"\nuser = \"u\"\nidentity_file = \"known\"\n", 6,
            "known_hosts is missing"},
           {kAgent + "[manager]\nroot = \"known\"\n", 6, "is no directory"},
           {kAgent + kManager + "staging = \"../x\"\n", 7, "staging is \"../x\""},
           {kAgent + kManager + "staging = \"/a b\"\n", 7, "staging is \"/a b\""},
           {kAgent + kManager + "port = 0\n", 7, "from 1 to 65535"},
           {kAgent + kManager + "[limits]\nbandwidth = \"10\"\n", 8,
            "bandwidth is \"10\"; expected a size in bytes or like \"10MB\""},
           {kAgent + kManager + "[limits]\nbandwidth = -1\n", 8, "bandwidth is -1"},
           {kAgent + kManager + "[limits]\nbandwidth = \"99999999999GiB\"\n", 8, "expected a size"},
           {head + centrals + key + "first_reconnect = \"2m\"\n" + kManager, 5,
            "max_reconnect is 1m; expected at least first_reconnect"}}) {
    expect_one_problem(load_agent_options(files.write("agent.toml", wrong.text)), wrong);
  }
}

}  // namespace
}  // namespace redrive::config
