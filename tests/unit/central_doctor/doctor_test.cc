#include "central/doctor/doctor.h"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "central/doctor/examinations.h"
#include "central/doctor/listeners.h"
#include "central/store/store.h"
#include "shared/link/keys.h"

namespace redrive::central {
namespace {

using checkup::Health;
using testing::HasSubstr;
namespace fs = std::filesystem;

class Doctor : public testing::Test {
 protected:
  Doctor() {
    fs::remove_all(root_);
    fs::create_directories(root_ / "state");
    write("devices.csv", "device,role,server,location\nids-1,intermediate,,S1\ndev-1,recipient,ids-1,S1\n");
    write("locations.csv", "code,name,aliases,centre\nS1,Site,,noc\n");
    write("central.toml", config("smtp://127.0.0.1:1"));
    ::chmod((root_ / "central.toml").c_str(), 0640);
  }
  ~Doctor() override { fs::remove_all(root_); }

  void write(const std::string& name, const std::string& text) { std::ofstream(root_ / name) << text; }
  // A closed port answers at once; nothing here leaves the machine.
  std::string config(const std::string& smtp) const {
    return "[central]\nname = \"t\"\nstate_dir = \"state\"\nhttp = \"127.0.0.1:1\"\nagents = \"tcp://127.0.0.1:2\"\n"
           "[inventory]\ndevices = \"devices.csv\"\nlocations = \"locations.csv\"\n[mail]\nsmtp = \"" +
           smtp + "\"\nfrom = \"r@localhost\"\n[[centre]]\nid = \"noc\"\nname = \"NOC\"\nemail = [\"noc@localhost\"]\n";
  }
  // All that was found about this, worst first.
  Finding find(const std::string& what) {
    const auto all = examine(root_ / "central.toml", clock_);
    const Finding* worst = nullptr;
    for (const auto& one : all) {
      if (one.what == what && (!worst || one.health > worst->health)) worst = &one;
    }
    if (worst) return *worst;
    ADD_FAILURE() << what << " was not looked at";
    return {};
  }
  void make_database() {
    auto db = open_database("sqlite:central.db", root_ / "state", Access::kWrite);
    ASSERT_TRUE(db);
    ASSERT_TRUE(migrate(**db));
  }

  const fs::path root_ = fs::temp_directory_path() / ("redrive-doctor-" + std::to_string(::getpid()));
  base::ManualClock clock_;
};

TEST_F(Doctor, FindsAConfigurationGoodOrNamesEachProblem) {
  EXPECT_EQ(find("configuration").health, Health::kOk);
  write("central.toml", config("smtp://127.0.0.1:1") + "limit = 3\n[thresholds]\nlimit = \"two\"\n");
  const auto all = examine(root_ / "central.toml", clock_);
  int problems = 0;
  for (const auto& one : all) problems += one.what == "configuration" && one.health == Health::kFailed ? 1 : 0;
  EXPECT_EQ(problems, 2);
  EXPECT_THAT(all[0].found, HasSubstr("central.toml:"));
  EXPECT_FALSE(all[0].todo.empty());
}

TEST_F(Doctor, FindsAPatternThatIsNone) {
  write("central.toml", config("smtp://127.0.0.1:1") + "[[rule]]\npattern = \"(\"\ntype = \"disk_full\"\n");
  EXPECT_EQ(find("configuration").health, Health::kFailed);
}

TEST_F(Doctor, WarnsOfAConfigurationEverybodyMayRead) {
  ::chmod((root_ / "central.toml").c_str(), 0644);
  EXPECT_EQ(find("configuration").health, Health::kWarning);
  EXPECT_THAT(find("configuration").found, HasSubstr("0644"));
}

TEST_F(Doctor, MakesNothing) {
  examine(root_ / "central.toml", clock_);
  EXPECT_TRUE(fs::is_empty(root_ / "state"));
  EXPECT_EQ(find("key").health, Health::kWarning);
  EXPECT_EQ(find("admin token").health, Health::kWarning);
  EXPECT_EQ(find("database").health, Health::kWarning);
}

TEST_F(Doctor, LooksAtKeysAndTheirModes) {
  const auto keys = link::load_or_make_keys(root_ / "state");
  ASSERT_TRUE(keys);
  EXPECT_EQ(find("key").health, Health::kOk);
  EXPECT_THAT(find("key").found, HasSubstr(keys->public_key));
  EXPECT_EQ(find("key").found.find(keys->secret_key), std::string::npos);
  ::chmod((root_ / "state/curve.key").c_str(), 0644);
  EXPECT_EQ(find("key").health, Health::kFailed);
  EXPECT_THAT(find("key").todo, HasSubstr("chmod 600"));
}

TEST_F(Doctor, LooksThroughTheDatabase) {
  make_database();
  EXPECT_EQ(find("database").health, Health::kOk);
  EXPECT_EQ(find("schema").health, Health::kOk);
}

TEST_F(Doctor, FindsADamagedDatabase) {
  make_database();
  {
    std::fstream file(root_ / "state/central.db", std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(4096 + 100);
    file << std::string(20'000, 'x');
  }
  EXPECT_EQ(find("database").health, Health::kFailed);
}

TEST_F(Doctor, WarnsOfAnotherSchema) {
  make_database();
  auto db = open_database("sqlite:central.db", root_ / "state", Access::kWrite);
  ASSERT_TRUE((*db)->execute("INSERT INTO schema_migrations (number, name) VALUES (9999, 'later')"));
  EXPECT_EQ(find("schema").health, Health::kFailed);
  ASSERT_TRUE((*db)->execute("DELETE FROM schema_migrations WHERE number > 3"));
  EXPECT_EQ(find("schema").health, Health::kWarning);
}

TEST_F(Doctor, SaysThatNoSmtpServerAnswers) {
  EXPECT_EQ(find("SMTP").health, Health::kFailed);
  EXPECT_THAT(find("SMTP").found, HasSubstr("smtp://127.0.0.1:1: "));
  EXPECT_EQ(find("DNS").health, Health::kOk);  // an address is one
}

TEST_F(Doctor, SaysThatACaFileHoldsNothing) {
  write("ca.pem", "nothing\n");
  std::string text = config("smtps://127.0.0.1:1");
  text.insert(text.find("from = "), "ca_file = \"ca.pem\"\n");
  write("central.toml", text);
  EXPECT_EQ(find("certificates").health, Health::kFailed);
}

TEST_F(Doctor, SaysWhoseAStrangeFileIs) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root gives files away";
  write("state/odd", "");
  ASSERT_EQ(::chown((root_ / "state/odd").c_str(), 12345, 12345), 0);
  EXPECT_EQ(find("owners").health, Health::kFailed);
  EXPECT_THAT(find("owners").found, HasSubstr("odd of 12345"));
}

TEST(JudgeSpace, FailsWhereNoAlertCouldBeTaken) {
  constexpr std::uint64_t kGB = 1'000'000'000;
  EXPECT_EQ(judge_space("/s", 50'000'000, 40 * kGB, std::nullopt).health, Health::kFailed);
  EXPECT_EQ(judge_space("/s", 900'000'000, 2 * kGB, std::nullopt).health, Health::kWarning);
  EXPECT_EQ(judge_space("/s", 10 * kGB, 1000 * kGB, std::nullopt).health, Health::kWarning);
  EXPECT_EQ(judge_space("/s", 10 * kGB, 100 * kGB, std::nullopt).health, Health::kOk);
  EXPECT_EQ(judge_space("/s", 100 * kGB, 4000 * kGB, std::nullopt).health, Health::kOk);
  EXPECT_EQ(judge_space("/s", 10 * kGB, 100 * kGB, 9'999).health, Health::kWarning);
}

TEST(Listeners, AreReadWithWhoeverHasThemOpen) {
  const fs::path proc = fs::temp_directory_path() / ("redrive-proc-" + std::to_string(::getpid()));
  fs::create_directories(proc / "net");
  fs::create_directories(proc / "4711/fd");
  std::ofstream(proc / "net/tcp")
      << "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
         "   0: 0100007F:210D 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 77 1 x\n"
         "   1: 0100007F:9999 0100007F:210D 01 00000000:00000000 00:00000000 00000000     0        0 78 1 x\n"
         "   2: 0100007F:1D25 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 79 1 x\n";
  std::ofstream(proc / "net/udp") << "heading\n   0: 00000000:158A 00000000:0000 07 0:0 00:0 0 0 0 80 2 x\n";
  std::ofstream(proc / "4711/comm") << "redrive-central\n";
  fs::create_symlink("socket:[77]", proc / "4711/fd/9");
  const auto all = read_listeners(proc);
  fs::remove_all(proc);
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].port, 8461);
  EXPECT_EQ(all[0].program, "redrive-central (4711)");
  EXPECT_EQ(all[1].port, 7461);
  EXPECT_EQ(all[1].program, "");
  EXPECT_TRUE(all[2].udp);
  EXPECT_EQ(all[2].port, 5514);
}

}  // namespace
}  // namespace redrive::central
